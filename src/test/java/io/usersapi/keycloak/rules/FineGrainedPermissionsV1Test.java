package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.AuthorizationResource;
import org.keycloak.representations.idm.authorization.RolePolicyRepresentation;
import org.keycloak.representations.idm.authorization.ScopePermissionRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 2 with the first version of Keycloak's fine-grained admin permissions, a preview feature. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class FineGrainedPermissionsV1Test extends ApiTest {

    @Test
    void aRoleThatAPolicyNamesCannotBeGivenByWhoDoesNotHoldIt() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.newRole("support");
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("support"));
        Answer user = created();
        Answer holder = created(newUser("roles", List.of("admin", "support")));
        Api boss = boss(keycloak);
        boss.exchange("PUT", "/users-management-permissions", "{\"enabled\": true}")
                .expect(200);
        realm.cleanup().add(cleaned -> boss(new KeycloakSetup(cleaned))
                .exchange("PUT", "/users-management-permissions", "{\"enabled\": false}"));
        givePower(keycloak, "support");

        assertEquals(204, resetPasswordInKeycloak(signedIn(holder), user), "the role gives power in Keycloak");
        admin.patch("/users/" + user.id(), Map.of("role", "support")).expectProblem(403, "privileged");
        admin.patch("/users/" + holder.id(), Map.of("password", PASSWORD)).expectProblem(403, "privileged");
        assertFalse(admin.get("/roles").body().findValuesAsText("name").contains("support"));
    }

    private static void givePower(KeycloakSetup keycloak, String role) {
        AuthorizationResource authorization =
                keycloak.client("realm-management").authorization();
        RolePolicyRepresentation policy = new RolePolicyRepresentation();
        policy.setName("holders of " + role);
        policy.addRole(keycloak.role(role).getId());
        authorization.policies().role().create(policy).close();
        ScopePermissionRepresentation permission =
                authorization.permissions().scope().findByName("manage.permission.users");
        permission.setPolicies(Set.of(
                authorization.policies().role().findByName(policy.getName()).getId()));
        authorization.permissions().scope().findById(permission.getId()).update(permission);
    }

    private Api boss(KeycloakSetup keycloak) {
        Answer boss = created();
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        return signedIn(boss).on(urls.getAdmin() + "/realms/" + realm.getName());
    }

    private int resetPasswordInKeycloak(Api caller, Answer user) {
        return caller.on(urls.getAdmin() + "/realms/" + realm.getName())
                .exchange(
                        "PUT",
                        "/users/" + user.id() + "/reset-password",
                        "{\"type\":\"password\",\"value\":\"%s\"}".formatted(PASSWORD))
                .status();
    }
}
