package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A realm that makes every new user an admin: a create that asks for {@code user} is refused, as a demotion would be. */
@KeycloakIntegrationTest(config = ApiServer.class)
class AdminByDefaultTest extends ApiTest {

    private void makeNewUsersAdmins(String by) {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        if (by.equals("role")) {
            String role = "default-roles-" + realm.getName();
            keycloak.put(role, keycloak.role("admin"));
            realm.cleanup().add(cleaned -> keycloak.takeOut(role, keycloak.role("admin")));
        } else {
            String group = keycloak.newGroup("newcomers", keycloak.role("admin"));
            realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
            realm.admin().addDefaultGroup(group);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"group", "role"})
    void nobodyIsMadeWhoIsToBeNoAdmin(String by) {
        makeNewUsersAdmins(by);
        for (String type : List.of("user", "User")) {
            Map<String, Object> user = newUser("type", type);
            admin.post("/users", user).expectProblem(409, "inherited_role");
            admin.get("/users/" + user.get("email")).expectProblem(404, "user_not_found");
        }
    }

    @Test
    void whoeverAsksForNoTypeOrForAnAdminGetsAnAdmin() {
        makeNewUsersAdmins("group");
        for (Map<String, Object> user : List.of(newUser(), newUser("type", "admin"))) {
            Answer made = created(user);
            realm.cleanup().add(cleaned -> cleaned.users().get(made.id()).remove());
            assertEquals("admin", made.text("type"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dry_run=true", "?mode=upsert", "?mode=upsert&dry_run=true"})
    void soIsARowOfAnImport(String query) {
        makeNewUsersAdmins("group");
        Map<String, String> plain = Map.of("email", newEmail(), "type", "user");
        String rows =
                Stream.of(Map.of("email", newEmail()), plain).map(Api::json).collect(Collectors.joining("\n"));
        List<String> lines = admin.with("Content-Type", "application/x-ndjson")
                .send("POST", "/users/import" + query, rows)
                .expect(200)
                .text()
                .lines()
                .toList();
        assertTrue(lines.get(0).contains("\"created\""), lines.get(0));
        assertTrue(lines.get(1).contains("\"errors\":{\"row\":[{\"code\":\"inherited_role\""), lines.get(1));
        admin.get("/users/" + plain.get("email")).expectProblem(404, "user_not_found");
    }

    /** What the realm gives is told to nobody who could not make such a user. */
    @Test
    void whoMayNotMakeAdminsIsToldThatAlone() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        String group = keycloak.newGroup("newcomers", keycloak.role("admin"));
        keycloak.newServiceAccount("helper", keycloak.role("users-api", "manage-users"));
        realm.cleanup().add(cleaned -> keycloak.client("helper").remove());
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        realm.admin()
                .groups()
                .group(group)
                .roles()
                .clientLevel(keycloak.role("realm-management", "manage-users").getContainerId())
                .add(List.of(keycloak.role("realm-management", "manage-users")));
        realm.admin().addDefaultGroup(group);
        Api helper = anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount("helper", KeycloakSetup.SECRET));
        Answer refused = helper.post("/users", newUser("type", "user")).expectProblem(403, "privileged");
        assertFalse(refused.text().contains("inherited"), refused::text);
    }
}
