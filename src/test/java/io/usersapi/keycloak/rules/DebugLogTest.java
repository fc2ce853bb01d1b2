package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.LoggingServer;
import io.usersapi.keycloak.support.ServerLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** {@code --log-level=io.usersapi:debug} tells what is decided and why, with ids and without addresses and names. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class DebugLogTest extends ApiTest {

    @Test
    void theGateTellsWhoMayAndWhoMayNot() {
        Answer user = created();
        Api self = signedIn(user);
        told(() -> self.get("/users").expect(403), "GET users by the user " + user.id(), "refused, no_role");
        told(() -> anonymous.bearer("no.to.ken").get("/users").expect(401), "GET users: refused, not_valid");
        told(() -> admin.get("/users?per_page=1").expect(200), "GET users by the user", "may manage users");
    }

    @Test
    void theGuardTellsWhatItLooksAtAndWhatItRefuses() {
        Answer user = created();
        signedIn(user);
        told(
                () -> admin.patch("/users/" + user.id(), Map.of("status", "inactive"))
                        .expect(200),
                "the guard looks at the users [" + user.id() + " [disabled",
                "The guard ends sessions of the user " + user.id());
        told(
                () -> admin.put("/users/" + admin.get("/users/me").id(), Map.of("status", "inactive"))
                        .expectProblem(409, "last_admin"),
                "the guard refuses the change before its commit, last_admin");
    }

    @Test
    void thePreparationTellsWhatItFinds() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.switchModule(false);
        told(() -> keycloak.switchModule(true), "Realm acme: named by the setting realms true", "prepared up to step");
    }

    private void told(Runnable request, String... texts) {
        long before = ServerLog.size();
        request.run();
        List<String> lines = ServerLog.linesAfter(before)
                .filter(line -> line.contains("[io.usersapi"))
                .toList();
        for (String text : texts) {
            assertTrue(lines.stream().anyMatch(line -> line.contains(text)), () -> text + " in " + lines);
        }
        assertEquals(
                List.of(),
                lines.stream().filter(line -> line.contains("@example.org")).toList());
    }
}
