package io.usersapi.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule 3 on two nodes: what is done at A holds at B from the very next request on. */
class AtOnceOnTheOtherNodeTest extends ClusterTest {

    private static final int ROUNDS = 50;

    /** What makes a user's tokens useless. */
    enum Change {
        DEACTIVATE(Map.of("status", "inactive")),
        DEMOTE(Map.of("type", "user")),
        PASSWORD(Map.of("password", "another password")),
        DELETE(null);

        private final Map<String, Object> body;

        Change(Map<String, Object> body) {
            this.body = body;
        }

        Answer by(Api caller, String id) {
            return this == DELETE ? caller.delete("/users/" + id) : caller.patch("/users/" + id, body);
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void theNextRequestAtTheOtherNodeIsRefused(Change change) {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = adminAtA.post("/users", newUser("type", "admin")).expect(201);
            Api atB = b.api().bearer(signIn(b, user).text("access_token"));
            atB.get("/users?per_page=1").expect(200);

            change.by(adminAtA, user.id()).expect(200);

            assertEquals(401, atB.get("/users/me").status(), "round " + round);
        }
    }
}
