package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.BusyClient;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
        isRefusedAfter(user -> admin.patch("/users/" + user.id(), change).expect(200));
    }

    @Test
    void soIsOneThatIsChangedTogetherWithOthers() {
        isRefusedAfter(user -> {
            List<String> users = List.of(created(newUser("type", "admin")).id(), user.id());
            admin.post("/users/bulk", Map.of("users", users, "change", Map.of("type", "user")))
                    .expect(200);
        });
    }

    private void isRefusedAfter(Consumer<Answer> change) {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = created(newUser("type", "admin"));
            Answer tokens = anonymous.signIn(user.text("email"), PASSWORD);
            try (BusyClient calls = BusyClient.of(anonymous.bearer(tokens.text("access_token")), "/users/me")) {
                calls.awaitAnswers(3);
                change.accept(user);
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
