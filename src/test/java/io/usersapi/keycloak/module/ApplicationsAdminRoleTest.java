package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RoleBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** A realm whose application had a role {@code admin} before the module: enabling gives nobody power. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ApplicationsAdminRoleTest extends OwnRealmTest {

    /** By what somebody holds a role. */
    enum Holding {
        USER {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.grant(user, role);
            }
        },
        GROUP {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.join(user, setup.newGroup("staff", role));
            }
        },
        GROUP_BELOW {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.join(user, setup.newSubGroup(setup.newGroup("staff", role), "juniors"));
            }
        },
        COMPOSITE {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.grant(user, setup.newRole("chief", setup.newRole("boss", role)));
            }
        },
        CLIENT_ROLE {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.grant(user, setup.newClientRole("shop", "owner", role));
            }
        },
        DEFAULT_ROLE {
            @Override
            void by(KeycloakSetup setup, String user, RoleRepresentation role) {
                setup.put("default-roles-own", role);
            }
        };

        abstract void by(KeycloakSetup setup, String user, RoleRepresentation role);
    }

    @ParameterizedTest
    @EnumSource
    void holdersManageNoUsers(Holding holding) {
        createWithRole();
        String ada = add("ada");
        holding.by(setup(), ada, setup().role("admin"));
        long before = logged("Realm own:", "left alone", "1 users hold it");
        switchTo(true);
        expectLeftAlone();
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
        assertEquals(before + 1, logged("Realm own:", "left alone", "1 users hold it"));
    }

    @Test
    void membersOfAnOrganizationsGroupCountAsHolders() {
        create(realm -> realm.organizationsEnabled(true).realmRoles("admin"));
        OrganizationRepresentation guild = new OrganizationRepresentation();
        guild.setName("guild");
        guild.addDomain(new OrganizationDomainRepresentation("guild.example"));
        String organization = ApiUtil.getCreatedId(own.organizations().create(guild));
        GroupRepresentation group = new GroupRepresentation();
        group.setName("masters");
        String id = ApiUtil.getCreatedId(
                own.organizations().get(organization).groups().addTopLevelGroup(group));
        own.organizations()
                .get(organization)
                .groups()
                .group(id)
                .roles()
                .realmLevel()
                .add(List.of(setup().role("admin")));
        switchTo(true);
        expectLeftAlone();
    }

    @Test
    void theRealmsDefaultRoleCountsSinceEachNewUserGetsIt() {
        RealmRepresentation realm = new RealmRepresentation();
        realm.setRealm("own");
        realm.setEnabled(true);
        realm.setDefaultRole(new RoleRepresentation("admin", "what everybody has", false));
        create(realm);
        // Keycloak's own parts of the default role.
        Set<String> before = parts();
        switchTo(true);
        assertEquals(before, parts());
        add("ada");
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aGroupWithoutMembersCountsSinceSomebodyMayJoinIt() {
        createWithRole();
        setup().newGroup("staff", setup().role("admin"));
        switchTo(true);
        expectLeftAlone();
    }

    /** A step may grant several roles, and name those of a client. */
    @ParameterizedTest
    @ValueSource(strings = {"admin", "staff, admin", "shop/clerk, admin"})
    void aRoleThatAWorkflowGrantsCountsSinceItMayRunAtAnyTime(String roles) {
        createWithRole();
        workflow("grant-role", Map.of("role", List.of(roles.split(", "))));
        long before = logged("Realm own:", "left alone", "workflows");
        switchTo(true);
        expectLeftAlone();
        assertEquals(before + 1, logged("Realm own:", "left alone", "workflows"));
    }

    @Test
    void aWorkflowThatLetsPeopleJoinAGroupOfTheRoleCounts() {
        createWithRole();
        setup().newGroup("staff", setup().role("admin"));
        workflow("join-group", Map.of("group", List.of("staff")));
        switchTo(true);
        expectLeftAlone();
    }

    @Test
    void aWorkflowThatTakesTheRoleAwayGivesItToNobody() {
        createWithRole();
        workflow("revoke-role", Map.of("role", List.of("admin", "staff")));
        switchTo(true);
        assertEquals(Set.of("manage-users"), parts());
    }

    /** Makes a workflow of one step in a realm with the roles that its step may name. */
    private void workflow(String step, Map<String, Object> with) {
        setup().newRole("staff");
        setup().newClientRole("shop", "clerk");
        Api.at(urls.getAdmin() + "/realms/own")
                .bearer(keycloak.tokenManager().getAccessTokenString())
                .exchange(
                        "POST",
                        "/workflows",
                        Api.json(Map.of("name", step, "steps", List.of(Map.of("uses", step, "with", with)))))
                .expect(201);
    }

    @Test
    void aRoleThatNobodyHoldsIsTheModulesFromThenOn() {
        createWithRole();
        switchTo(true);
        String ada = add("ada");
        setup().grant(ada, setup().role("admin"));
        signedIn("ada").get("/users").expect(200);
    }

    @Test
    void anImportedRealmWithHoldersIsNoExceptionNorOneThatTheSettingNames() {
        create(NAMED, realm -> realm.realmRoles("admin").users(user("ada").realmRoles("admin")));
        expectLeftAlone();
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void aPartialImportOfTheRoleAndItsHoldersGivesNoPermissionEither() {
        create(realm -> realm);
        PartialImportRepresentation file = new PartialImportRepresentation();
        file.setIfResourceExists("FAIL");
        file.setUsers(List.of(user("ada").realmRoles("admin").build()));
        file.setRoles(new org.keycloak.representations.idm.RolesRepresentation());
        file.getRoles().setRealm(List.of(RoleBuilder.create("admin").build()));
        own.partialImport(file).close();
        switchTo(true);
        expectLeftAlone();
        signedIn("ada").get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void theModuleWorksForWhoeverHoldsItsOwnPermissionAndTakesNobodyForAnAdmin() {
        createHeld();
        String eve = add("eve");
        setup().grant(eve, setup().role("users-api", "manage-users"));
        Api manager = signedIn("eve");
        assertEquals("user", manager.get("/users/ada%40example.org").expect(200).text("type"));
        assertEquals(
                0,
                manager.get("/users?type=admin")
                        .expect(200)
                        .body()
                        .at("/meta/total")
                        .asInt());
        manager.patch("/users/ada%40example.org", Map.of("type", "user")).expect(200);
        manager.patch("/users/ada%40example.org", Map.of("status", "inactive")).expect(200);
        manager.delete("/users/ada%40example.org").expect(200);
    }

    @Test
    void nobodyCanBeMadeAnAdmin() {
        createHeld();
        String eve = add("eve");
        setup().grant(eve, setup().role("users-api", "manage-users"));
        Api manager = signedIn("eve");
        manager.patch("/users/" + eve, Map.of("type", "admin")).expectProblem(409, "no_admin_role");
        manager.post("/users", newUser("type", "admin")).expectProblem(409, "no_admin_role");
        assertEquals(List.of(), own.users().search("user-"));
    }

    @Test
    void theDefaultAdminGetsThePermissionAndNotTheApplicationsRole() {
        create(NAMED, realm -> realm.realmRoles("admin").users(user("ada").realmRoles("admin")));
        Api defaultAdmin = api().signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        Answer me = defaultAdmin.get("/users/me").expect(200);
        assertEquals("user", me.text("type"));
        assertEquals(0, me.body().at("/roles").size());
        defaultAdmin.get("/users").expect(200);
    }

    @Test
    void whoeverPutsThePermissionIntoTheRoleByHandAdoptsIt() {
        createHeld();
        setup().put("admin", setup().role("users-api", "manage-users"));
        assertEquals("admin", signedIn("ada").get("/users/me").expect(200).text("type"));
        signedIn("ada").get("/users").expect(200);
    }

    @Test
    void aRealmThatAnEarlierVersionPreparedStaysAsItIs() {
        create(OwnRealmTest::on);
        setup().grant(add("ada"), setup().role("admin"));
        forgetAsAnEarlierVersion();
        long before = logged("Realm own:", "left alone");
        switchTo(true);
        assertEquals(before, logged("Realm own:", "left alone"));
        assertEquals("admin", signedIn("ada").get("/users/me").expect(200).text("type"));
        signedIn("ada").get("/users").expect(200);
    }

    private void createWithRole() {
        create(realm -> realm.realmRoles("admin"));
    }

    private void createHeld() {
        create((RealmBuilder realm) ->
                on(realm.realmRoles("admin").users(user("ada").realmRoles("admin"))));
    }

    private void expectLeftAlone() {
        assertEquals(Set.of(), parts());
    }

    private Set<String> parts() {
        return own.roles().get("admin").getRoleComposites().stream()
                .map(RoleRepresentation::getName)
                .collect(Collectors.toSet());
    }
}
