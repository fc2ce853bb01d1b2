package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.BusyClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 4 for a session that is in use at the very moment in which it is ended. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = ApiServer.class)
class BusySessionTest extends ApiTest {

    private static final int ROUNDS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"password", "type"})
    void aUserThatNeverStopsCallingIsRefusedFromTheNextRequestOn(String field) {
        Map<String, Object> change = Map.of(field, field.equals("type") ? "user" : "another password");
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = created(newUser("type", "admin"));
            Answer tokens = anonymous.signIn(user.text("email"), PASSWORD);
            try (BusyClient calls = BusyClient.of(anonymous.bearer(tokens.text("access_token")), "/users/me")) {
                calls.awaitAnswers(3);
                admin.patch("/users/" + user.id(), change).expect(200);
                long changed = System.nanoTime();
                calls.awaitAnswersTo(changed, 5);
                assertEquals(List.of(401), calls.statusesOfRequestsSince(changed), "round " + round);
                anonymous
                        .post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                        .expectProblem(401, "invalid_refresh_token");
            }
        }
    }
}
