package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.rules.ClientApp;
import io.usersapi.keycloak.rules.Shop;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.BusyClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule 4 on two nodes: what is done at A holds at B from the very next request on. */
class AtOnceOnTheOtherNodeTest extends ClusterTest {

    private static final int ROUNDS = 50;

    /** What makes a user's tokens useless. */
    enum Change {
        DEACTIVATE(Map.of("status", "inactive")),
        DEMOTE(Map.of("type", "user")),
        PASSWORD(Map.of("password", "another password")),
        DELETE(null),
        /** Together with another user, so that their sessions end together. */
        DEACTIVATE_TWO(Map.of("status", "inactive")) {
            @Override
            Answer by(Api caller, String id) {
                String other = caller.post("/users", newUser()).expect(201).id();
                return caller.post("/users/bulk", Map.of("users", List.of(id, other), "change", body()));
            }
        };

        private final Map<String, Object> body;

        Change(Map<String, Object> body) {
            this.body = body;
        }

        Map<String, Object> body() {
            return body;
        }

        Answer by(Api caller, String id) {
            return this == DELETE ? caller.delete("/users/" + id) : caller.patch("/users/" + id, body);
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void theNextRequestAtTheOtherNodeIsRefused(Change change) {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = newAdmin();
            Answer tokens = signIn(b, user);
            Api atB = b.api().bearer(tokens.text("access_token"));
            atB.get("/users?per_page=1").expect(200);

            change.by(adminAtA, user.id()).expect(200);

            assertEquals(401, atB.get("/users/me").status(), "round " + round);
            expectRefused(tokens);
        }
    }

    /** A user that calls without a pause loads itself into the caches of B while A changes it. */
    @ParameterizedTest
    @EnumSource(Change.class)
    void aUserThatNeverStopsCallingTheOtherNodeIsRefusedToo(Change change) {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = newAdmin();
            Answer tokens = signIn(b, user);
            try (BusyClient calls = BusyClient.of(b.api().bearer(tokens.text("access_token")), "/users/me")) {
                calls.awaitAnswers(3);
                change.by(adminAtA, user.id()).expect(200);
                long changed = System.nanoTime();
                calls.awaitAnswersTo(changed, 5);
                assertEquals(List.of(401), calls.statusesOfRequestsSince(changed), "round " + round);
                expectRefused(tokens);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void keycloaksOwnEndpointsAtTheOtherNodeRefuseTheTokensTooAndTheClientHears(Change change) throws IOException {
        try (ClientApp app = ClientApp.start()) {
            Shop shop = Shop.register(a.realm(), b.realmBase(), app.url());
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    expectRefusalByKeycloak(change, shop, app);
                }
            } finally {
                a.realm().clients().get(shop.uuid()).remove();
            }
        }
    }

    private void expectRefusalByKeycloak(Change change, Shop shop, ClientApp app) {
        Answer user = newAdmin();
        Answer tokens = shop.signedIn(user.text("email"), PASSWORD, "openid");
        assertTrue(shop.isActive(tokens.text("access_token")));

        change.by(adminAtA, user.id()).expect(200);

        assertFalse(shop.isActive(tokens.text("access_token")));
        shop.refresh(tokens.text("refresh_token")).expect(400);
        String session = Claims.of(tokens.text("access_token")).path("sid").asText();
        await().until(() -> app.endedSessions().contains(session));
    }

    private Answer newAdmin() {
        return adminAtA.post("/users", newUser("type", "admin")).expect(201);
    }

    private void expectRefused(Answer tokens) {
        b.api()
                .post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                .expectProblem(401, "invalid_refresh_token");
    }
}
