package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.representations.idm.authorization.GroupPolicyRepresentation;
import org.keycloak.representations.idm.authorization.RolePolicyRepresentation;
import org.keycloak.representations.idm.authorization.ScopePermissionRepresentation;
import org.keycloak.representations.idm.authorization.UserPolicyRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;

/** Rule 2 in a realm with Keycloak's fine-grained admin permissions, which name roles, users and groups. */
@KeycloakIntegrationTest(config = ApiServer.class)
class FineGrainedPermissionsTest extends ApiTest {

    private KeycloakSetup keycloak;

    @BeforeEach
    void setUp() {
        keycloak = new KeycloakSetup(realm.admin());
        realm.admin()
                .update(RealmBuilder.update(realm.admin().toRepresentation())
                        .adminPermissionsEnabled(true)
                        .build());
    }

    @Test
    void aRoleThatAPolicyNamesCannotBeGivenByWhoDoesNotHoldIt() {
        newRole("support");
        Answer user = created();
        Answer holder = created(newUser("roles", List.of("admin", "support")));
        givePower("support");
        assertEquals(204, resetPasswordInKeycloak(signedIn(holder), user), "the role gives power in Keycloak");
        admin.patch("/users/" + user.id(), Map.of("role", "support")).expectProblem(403, "privileged");
        admin.patch("/users/" + holder.id(), Map.of("password", PASSWORD)).expectProblem(403, "privileged");
        assertFalse(rolesOffered(admin).contains("support"));
        signedIn(holder).patch("/users/" + user.id(), Map.of("role", "support")).expect(200);
    }

    @Test
    void whoMayDoAnythingGivesIt() {
        newRole("support");
        givePower("support");
        Answer boss = created();
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        signedIn(boss).post("/users", newUser("role", "support")).expect(201);
        assertTrue(rolesOffered(signedIn(boss)).contains("support"));
    }

    @Test
    void aUserWhomAPolicyNamesIsOutOfReach() {
        Answer named = created(newUser("type", "admin"));
        UserPolicyRepresentation policy = new UserPolicyRepresentation();
        policy.setName("named user");
        policy.addUser(named.id());
        authorization().policies().user().create(policy).close();
        assertOutOfReach(named);
        signedIn(named)
                .patch("/users/" + named.id(), Map.of("name", "Named User"))
                .expect(200);
    }

    @Test
    void aMemberOfAGroupThatAPolicyNamesIsOutOfReach() {
        String group = keycloak.newGroup("named");
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        Answer member = created();
        Answer deputy = created();
        keycloak.join(member.id(), group);
        keycloak.join(deputy.id(), keycloak.newSubGroup(group, "deputies"));
        GroupPolicyRepresentation policy = new GroupPolicyRepresentation();
        policy.setName("named group");
        policy.addGroup(group, true);
        authorization().policies().group().create(policy).close();
        assertOutOfReach(member);
        assertOutOfReach(deputy);
    }

    private void assertOutOfReach(Answer user) {
        String path = "/users/" + user.id();
        String before = keycloak.state(user.id());
        admin.patch(path, Map.of("password", "a password of mallory")).expectProblem(403, "privileged");
        admin.patch(path, Map.of("email", newEmail())).expectProblem(403, "privileged");
        admin.post(path + "/send-password-reset", null).expectProblem(403, "privileged");
        admin.delete(path).expectProblem(403, "privileged");
        assertEquals(before, keycloak.state(user.id()));
        admin.patch("/users/" + created().id(), Map.of("password", PASSWORD)).expect(200);
    }

    private void newRole(String name) {
        keycloak.newRole(name);
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole(name));
    }

    /** Whoever holds the role may set the password of every user in Keycloak's Admin API. */
    private void givePower(String role) {
        RolePolicyRepresentation policy = new RolePolicyRepresentation();
        policy.setName("holders of " + role);
        policy.addRole(keycloak.role(role).getId());
        authorization().policies().role().create(policy).close();
        ScopePermissionRepresentation permission = new ScopePermissionRepresentation();
        permission.setName("power of " + role);
        permission.setResourceType("Users");
        permission.setScopes(Set.of("view", "manage", "reset-password"));
        permission.addPolicy(policy.getName());
        authorization().permissions().scope().create(permission).close();
        realm.cleanup().add(cleaned -> remove(permission.getName()));
        realm.cleanup().add(cleaned -> remove(policy.getName()));
    }

    private void remove(String policy) {
        authorization()
                .policies()
                .policy(authorization().policies().findByName(policy).getId())
                .remove();
    }

    private AuthorizationResource authorization() {
        return keycloak.client("admin-permissions").authorization();
    }

    private int resetPasswordInKeycloak(Api caller, Answer user) {
        return caller.on(urls.getAdmin() + "/realms/acme")
                .exchange(
                        "PUT",
                        "/users/" + user.id() + "/reset-password",
                        "{\"type\":\"password\",\"value\":\"%s\"}".formatted(PASSWORD))
                .status();
    }

    private static List<String> rolesOffered(Api caller) {
        return caller.get("/roles").expect(200).body().findValuesAsText("name");
    }
}
