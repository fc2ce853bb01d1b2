package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.MessageFile;
import io.usersapi.keycloak.support.Oidc;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.realm.RoleBuilder;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Rule 5 at Keycloak's own door: the Admin API, behind which the console is, refuses to take the last active admin. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class LastAdminElsewhereTest extends ApiTest {

    @InjectAdminClient
    Keycloak adminClient;

    @InjectRunOnServer
    RunOnServerClient server;

    private KeycloakSetup keycloak;
    private Answer last;
    private String group;
    private RoleRepresentation over;

    @TestSetup
    public void setUp() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.newManager();
        setup.newServiceAccount("registrar", setup.role("realm-management", "manage-clients"));
    }

    /** The last admin is one by itself, by a group or by another role, as the test needs. */
    @BeforeEach
    @Override
    protected void signIn() {
        keycloak = new KeycloakSetup(realm.admin());
        signInManagerAlone();
        last = created();
    }

    /** The ways out of being an active admin that the Admin API has. */
    enum WayOut {
        DISABLED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                UserRepresentation disabled = test.inKeycloak(test.last).toRepresentation();
                disabled.setEnabled(false);
                test.inKeycloak(test.last).update(disabled);
            }
        },
        REMOVED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.inKeycloak(test.last).remove();
            }
        },
        ROLE_TAKEN {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.keycloak.revoke(test.last.id(), test.keycloak.role("admin"));
            }
        },
        GROUP_LEFT {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.joinAdmins();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.inKeycloak(test.last).leaveGroup(test.group);
            }
        },
        GROUP_REMOVED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.joinAdmins();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.realm.admin().groups().group(test.group).remove();
            }
        },
        ROLE_TAKEN_FROM_GROUP {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.joinAdmins();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.realm
                        .admin()
                        .groups()
                        .group(test.group)
                        .roles()
                        .realmLevel()
                        .remove(List.of(test.keycloak.role("admin")));
            }
        },
        GROUP_MOVED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.joinAdmins();
                String deputies = test.keycloak.newSubGroup(test.group, "deputies");
                test.keycloak.join(test.last.id(), deputies);
                test.inKeycloak(test.last).leaveGroup(test.group);
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                GroupRepresentation deputies = new GroupRepresentation();
                deputies.setId(test.realm
                        .admin()
                        .groups()
                        .group(test.group)
                        .getSubGroups(0, 1, true)
                        .get(0)
                        .getId());
                deputies.setName("deputies");
                accepted(test.realm.admin().groups().add(deputies));
            }
        },
        ROLE_REMOVED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.beAdminByAnotherRole();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.realm.admin().roles().deleteRole("over");
            }
        },
        ROLE_TAKEN_OUT_OF_ROLE {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.beAdminByAnotherRole();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.keycloak.takeOut("over", test.keycloak.role("admin"));
            }
        },
        ROLE_TAKEN_OUT_OF_ROLE_IN_THE_CONSOLE {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.beAdminByAnotherRole();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.unassignInTheConsole("roles/" + test.over.getId());
            }
        },
        ROLE_TAKEN_FROM_GROUP_IN_THE_CONSOLE {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.joinAdmins();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.unassignInTheConsole("groups/" + test.group);
            }
        },
        ROLE_TAKEN_IN_THE_CONSOLE {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.unassignInTheConsole("users/" + test.last.id());
            }
        },
        ROLE_TAKEN_WHERE_CLIENTS_ARE_REGISTERED {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.beAdminByADefaultRole();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                accepted(test.takeDefaultRoles());
            }
        },
        CLIENT_REMOVED_WITH_ITS_SERVICE_ACCOUNT {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.shareARoleWithAServiceAccount();
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.keycloak.client("shop").remove();
            }
        },
        OVERWRITTEN_BY_AN_IMPORT {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.overwrite(List.of(), null);
            }
        },
        OVERWRITTEN_AS_THE_SERVICE_ACCOUNT_OF_A_CLIENT {
            @Override
            void prepare(LastAdminElsewhereTest test) {
                test.keycloak.grant(test.last.id(), test.keycloak.role("admin"));
            }

            @Override
            void take(LastAdminElsewhereTest test) {
                test.overwrite(List.of("admin"), "account");
            }
        };

        abstract void prepare(LastAdminElsewhereTest test);

        abstract void take(LastAdminElsewhereTest test);
    }

    private void joinAdmins() {
        group = keycloak.newGroup("admins", keycloak.role("admin"));
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(() -> cleaned.groups()
                        .groups()
                        .forEach(left -> cleaned.groups().group(left.getId()).remove())));
        keycloak.join(last.id(), group);
    }

    private void beAdminByAnotherRole() {
        over = keycloak.newRole("over", keycloak.role("admin"));
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(() -> {
                    if (cleaned.roles().list().stream()
                            .anyMatch(role -> role.getName().equals("over"))) {
                        cleaned.roles().deleteRole("over");
                    }
                }));
        keycloak.grant(last.id(), over);
    }

    private void beAdminByADefaultRole() {
        RoleRepresentation chief = keycloak.newClientRole("office", "chief", keycloak.role("admin"));
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(
                        () -> cleaned.clients().get(chief.getContainerId()).remove()));
        keycloak.put("default-roles-acme", chief);
    }

    private void shareARoleWithAServiceAccount() {
        String account = keycloak.newServiceAccount("shop");
        ClientResource shop = keycloak.client("shop");
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(() -> cleaned.clients()
                        .findByClientId("shop")
                        .forEach(left -> cleaned.clients().get(left.getId()).remove())));
        shop.roles().create(RoleBuilder.create("boss").build());
        shop.roles().get("boss").addComposites(List.of(keycloak.role("admin")));
        keycloak.grant(last.id(), keycloak.role("shop", "boss"));
        keycloak.grant(account, keycloak.role("shop", "boss"));
    }

    /** Takes the client's roles from everybody, as whoever manages clients may. */
    private Answer takeDefaultRoles() {
        return Api.at(realm.getBaseUrl() + "/clients-registrations/default")
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount("registrar", KeycloakSetup.SECRET))
                .exchange("PUT", "/office", Api.json(Map.of("clientId", "office", "defaultRoles", List.of())));
    }

    /** As the console's list of assigned roles does it (ui-ext of Keycloak). */
    private void unassignInTheConsole(String holder) {
        accepted(adminApi()
                .exchange(
                        "POST",
                        "/ui-ext/role-mapping-delete/" + holder,
                        Api.json(List.of(Map.of("roleId", roleId("admin"), "roleName", "admin")))));
    }

    private Api adminApi() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(adminClient.tokenManager().getAccessTokenString());
    }

    private static void accepted(Answer answer) {
        if (answer.status() >= 300) {
            throw new WebApplicationException(
                    Response.status(answer.status()).entity(answer.text()).build());
        }
    }

    /**
     * Removes the last admin and makes it anew under the same id, with the realm roles.
     *
     * @param client the client whose service account the user then is, or null
     */
    private void overwrite(List<String> roles, String client) {
        UserRepresentation user = anew(last, roles);
        user.setServiceAccountClientId(client);
        accepted(realm.admin().partialImport(overwriting(user)));
    }

    private static UserRepresentation anew(Answer user, List<String> roles) {
        UserRepresentation anew = new UserRepresentation();
        anew.setId(user.id());
        anew.setUsername(user.text("email"));
        anew.setEmail(user.text("email"));
        anew.setEnabled(true);
        anew.setRealmRoles(roles);
        return anew;
    }

    private static PartialImportRepresentation overwriting(UserRepresentation user) {
        PartialImportRepresentation file = new PartialImportRepresentation();
        file.setIfResourceExists("OVERWRITE");
        file.setUsers(List.of(user));
        return file;
    }

    /** The admin client answers some calls with a response instead of an exception. */
    private static void accepted(Response answer) {
        try (answer) {
            if (answer.getStatus() >= 300) {
                throw new WebApplicationException(Response.status(answer.getStatus())
                        .entity(answer.readEntity(String.class))
                        .build());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WayOut.class)
    void theLastAdminIsKept(WayOut way) {
        way.prepare(this);
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
        String before = keycloak.state(last.id());
        assertRefused(() -> way.take(this));
        assertEquals(before, keycloak.state(last.id()));
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    @ParameterizedTest
    @EnumSource(WayOut.class)
    void oneOfTwoMayGo(WayOut way) {
        way.prepare(this);
        created(newUser("role", "admin"));
        way.take(this);
        List<String> left = new ArrayList<>();
        admin.get("/users?type=admin&status=active")
                .expect(200)
                .body()
                .at("/data")
                .forEach(user -> left.add(user.path("id").asText()));
        assertEquals(1, left.size());
        assertTrue(!left.contains(last.id()));
    }

    @ParameterizedTest
    @EnumSource(WayOut.class)
    void aRealmThatHasNoAdminIsNotHeldUp(WayOut way) {
        way.prepare(this);
        keycloak.withoutModule(() -> inKeycloak(last).update(disabled()));
        if (way != WayOut.DISABLED) {
            way.take(this);
        }
    }

    private UserRepresentation disabled() {
        UserRepresentation disabled = inKeycloak(last).toRepresentation();
        disabled.setEnabled(false);
        return disabled;
    }

    /** Its path has the segment of Keycloak's synchronizations, which are refused in another way. */
    @Test
    void theRemovalOfARoleIsRefusedInWordsWhateverItsName() {
        RoleRepresentation role = keycloak.newRole("user-storage", keycloak.role("admin"));
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(() -> cleaned.roles().deleteRole("user-storage")));
        keycloak.grant(last.id(), role);
        assertRefused(() -> realm.admin().roles().deleteRole("user-storage"));
    }

    @Test
    void anImportThatLeavesTheLastAdminOneIsTaken() {
        keycloak.grant(last.id(), keycloak.role("admin"));
        overwrite(List.of("admin"), null);
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    /** Each of the two alone may go. */
    @Test
    void anImportThatTakesOneAdminAndTheGroupOfTheOtherIsRefused() {
        joinAdmins();
        Answer other = created(newUser("type", "admin"));
        PartialImportRepresentation file = overwriting(anew(other, List.of()));
        file.setGroups(List.of(GroupBuilder.create("admins").path("/admins").build()));
        assertRefused(() -> accepted(realm.admin().partialImport(file)));
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
        assertEquals("admin", admin.get("/users/" + other.id()).expect(200).text("type"));
        created(newUser("type", "admin"));
        accepted(realm.admin().partialImport(file));
        assertEquals("user", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    /** Keycloak's lock-out of whoever guesses passwords goes before; that an administrator writes its reason is none. */
    @Test
    void whatAnAdministratorCallsALockOutIsNone() {
        keycloak.grant(last.id(), keycloak.role("admin"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
        realm.cleanup().add(cleaned -> {
            profile.setUnmanagedAttributePolicy(null);
            cleaned.users().userProfile().update(profile);
        });
        UserRepresentation disabled = disabled();
        disabled.singleAttribute("disabledReason", "permanentLockout");
        assertRefused(() -> inKeycloak(last).update(disabled));
        assertEquals("active", admin.get("/users/" + last.id()).expect(200).text("status"));
    }

    /** Whoever is deleted loses all attributes, also a reason that somebody wrote before. */
    @Test
    void noReasonThatAnAdministratorWritesMakesTheLastAdminGoByThisApi() {
        keycloak.grant(last.id(), keycloak.role("admin"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        UPConfig before = profile.clone();
        profile.addOrReplaceAttribute(
                new UPAttribute("disabledReason", new UPAttributePermissions(Set.of("admin"), Set.of("admin"))));
        realm.admin().users().userProfile().update(profile);
        realm.cleanup().add(cleaned -> cleaned.users().userProfile().update(before));
        Map<String, String> reason = Map.of("disabledReason", "permanentLockout");
        String path = "/users/" + last.id();
        admin.patch(path, Map.of("status", "inactive", "attributes", reason)).expectProblem(409, "last_admin");
        admin.patch(path, Map.of("type", "user", "attributes", reason)).expectProblem(409, "last_admin");
        admin.patch(path, Map.of("attributes", reason)).expect(200);
        admin.delete(path).expectProblem(409, "last_admin");
        assertEquals("active", admin.get(path).expect(200).text("status"));
    }

    @Test
    void aServiceAccountThatGetsTheRoleIsNoOtherAdmin() {
        keycloak.grant(last.id(), keycloak.role("admin"));
        UserRepresentation account = new UserRepresentation();
        account.setUsername("service-account-account");
        account.setEnabled(true);
        account.setServiceAccountClientId("account");
        account.setRealmRoles(List.of("admin"));
        PartialImportRepresentation file = overwriting(anew(last, List.of()));
        file.setUsers(List.of(anew(last, List.of()), account));
        assertRefused(() -> accepted(realm.admin().partialImport(file)));
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    /** Keycloak shows groups to whoever may see them, and who is an admin must not depend on that. */
    @Test
    void whoMayNotSeeTheGroupOfTheLastAdminMayRemoveAnotherRole() {
        RoleRepresentation other = keycloak.newRole("other");
        group = keycloak.newGroup("admins", keycloak.role("admin"), other);
        realm.cleanup()
                .add(cleaned -> keycloak.withoutModule(
                        () -> cleaned.groups().group(group).remove()));
        keycloak.join(last.id(), keycloak.newSubGroup(group, "deputies"));
        signedIn(last).get("/users/me").expect(200);
        keycloak.newServiceAccount(
                "keeper",
                keycloak.role("realm-management", "manage-realm"),
                keycloak.role("realm-management", "view-clients"));
        keycloak.setAdminPermissions(true);
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setAdminPermissions(false));
        Api keeper = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount("keeper", KeycloakSetup.SECRET));
        assertEquals(204, keeper.exchange("DELETE", "/roles/other", null).status());
        assertEquals("admin", admin.get("/users/" + last.id()).expect(200).text("type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void theConsoleReadsWhyInItsLanguage(String language) {
        RoleRepresentation role = keycloak.role("admin");
        keycloak.grant(last.id(), role);
        Answer refused = adminApi()
                .with("Accept-Language", language)
                .exchange("DELETE", "/users/" + last.id() + "/role-mappings/realm", Api.json(List.of(role)))
                .expect(409);
        assertEquals(
                MessageFile.ofTheme("admin", language).raw("usersApi.refused.lastAdmin"), refused.text("errorMessage"));
    }

    private static void assertRefused(Executable change) {
        WebApplicationException refused = assertThrows(WebApplicationException.class, change);
        assertEquals(409, refused.getResponse().getStatus());
    }

    /** In one transaction: when Keycloak removes the user, that is no active admin any more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noExtensionTakesTheLastAdminInTwoSteps(boolean disables) {
        keycloak.grant(last.id(), keycloak.role("admin"));
        String id = last.id();
        assertEquals("409", server.fetch(session -> inTwoSteps(session, disables, id), String.class));
        Answer still = admin.get("/users/" + id).expect(200);
        assertEquals(List.of("active", "admin"), List.of(still.text("status"), still.text("type")));
    }

    /** The status of the refusal, or what was done. */
    private static String inTwoSteps(KeycloakSession session, boolean disables, String id) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), extension -> {
                RealmModel realm = extension.realms().getRealmByName(ApiRealm.NAME);
                extension.getContext().setRealm(realm);
                UserModel user = extension.users().getUserById(realm, id);
                if (disables) {
                    user.setEnabled(false);
                } else {
                    user.deleteRoleMapping(realm.getRole("admin"));
                }
                new UserManager(extension).removeUser(realm, user);
            });
            return "done";
        } catch (WebApplicationException refused) {
            return String.valueOf(refused.getResponse().getStatus());
        }
    }
}
