package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.RoleScopeResource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RoleBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class RolesTest extends ApiTest {

    @Test
    void listsEachRoleWithItsIdNameAndDescription() {
        role(RoleBuilder.create("auditor").description("Reads the books."));
        JsonNode auditor = role(admin, "auditor");
        assertEquals(
                Api.json(auditor),
                """
                {"id":"%s","name":"auditor","description":"Reads the books."}"""
                        .formatted(roleId("auditor")));
        assertTrue(role(admin, "editor").get("description").isNull());
    }

    @Test
    void sortsTheRolesByName() {
        List<String> names = names(admin);
        assertEquals(names.stream().sorted().toList(), names);
        assertTrue(names.containsAll(List.of("admin", "editor", "reader")), names::toString);
    }

    @Test
    void leavesOutTheDefaultRolesAndTheRolesOfClients() {
        List<String> names = names(admin);
        assertFalse(names.contains("default-roles-acme"), names::toString);
        assertFalse(names.contains("manage-users"), names::toString);
    }

    @Test
    void hidesFromADelegatedAdminTheRolesThatAdministerKeycloak() {
        role(RoleBuilder.create("boss").composite(true).clientComposite("realm-management", "view-users"));
        role(RoleBuilder.create("chief").composite(true).realmComposite("boss"));
        assertFalse(names(admin).contains("boss"));
        assertFalse(names(admin).contains("chief"));
        List<String> seenByRealmAdmin = names(realmAdmin());
        assertTrue(seenByRealmAdmin.containsAll(List.of("admin", "boss", "chief", "editor")));
    }

    @Test
    void offersOnlyWhatCanBeAssigned() {
        for (String id : admin.get("/roles").body().findValuesAsText("id")) {
            created(newUser("role", id));
        }
    }

    @Test
    void refusesWhoMayNotManageUsers() {
        signedIn(created()).get("/roles").expectProblem(403, "forbidden");
        anonymous.get("/roles").expectProblem(401, "invalid_token");
    }

    private void role(RoleBuilder role) {
        String name = role.build().getName();
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole(name));
        realm.admin().roles().create(role.build());
    }

    private Api realmAdmin() {
        Answer user = created();
        String management = realm.admin()
                .clients()
                .findByClientId("realm-management")
                .get(0)
                .getId();
        RoleScopeResource roles = inKeycloak(user).roles().clientLevel(management);
        roles.add(roles.listAvailable().stream()
                .filter(role -> role.getName().equals("realm-admin"))
                .toList());
        return signedIn(user);
    }

    private static List<String> names(Api caller) {
        return caller.get("/roles").expect(200).body().get("data").findValuesAsText("name");
    }

    private static JsonNode role(Api caller, String name) {
        for (JsonNode role : caller.get("/roles").expect(200).body().get("data")) {
            if (role.get("name").asText().equals(name)) {
                return role;
            }
        }
        throw new AssertionError("no role " + name);
    }
}
