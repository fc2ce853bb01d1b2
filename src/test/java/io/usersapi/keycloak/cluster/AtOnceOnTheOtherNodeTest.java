package io.usersapi.keycloak.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.BusyClient;
import io.usersapi.keycloak.support.Oidc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;

/** Rule 3 on two nodes: what is done at A holds at B from the very next request on. */
class AtOnceOnTheOtherNodeTest extends ClusterTest {

    private static final int ROUNDS = 50;
    private static final Map<String, String> SHOP =
            Map.of("client_id", "shop", "client_secret", "the secret of the shop");

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
            Answer tokens = signIn(b, user);
            Api atB = b.api().bearer(tokens.text("access_token"));
            atB.get("/users?per_page=1").expect(200);

            change.by(adminAtA, user.id()).expect(200);

            assertEquals(401, atB.get("/users/me").status(), "round " + round);
            b.api()
                    .post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                    .expectProblem(401, "invalid_refresh_token");
        }
    }

    /** A user that calls without a pause loads itself into the caches of B while A changes it. */
    @ParameterizedTest
    @EnumSource(Change.class)
    void aUserThatNeverStopsCallingTheOtherNodeIsRefusedToo(Change change) {
        for (int round = 0; round < ROUNDS; round++) {
            Answer user = adminAtA.post("/users", newUser("type", "admin")).expect(201);
            Answer tokens = signIn(b, user);
            try (BusyClient calls = BusyClient.of(b.api().bearer(tokens.text("access_token")), "/users/me")) {
                calls.awaitAnswers(3);
                change.by(adminAtA, user.id()).expect(200);
                long changed = System.nanoTime();
                calls.awaitAnswersTo(changed, 5);
                assertEquals(List.of(401), calls.statusesOfRequestsSince(changed), "round " + round);
                b.api()
                        .post("/auth/token", Map.of("refresh_token", tokens.text("refresh_token")))
                        .expectProblem(401, "invalid_refresh_token");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void keycloaksOwnEndpointsAtTheOtherNodeRefuseTheTokensToo(Change change) {
        ClientRepresentation shop = new ClientRepresentation();
        shop.setClientId(SHOP.get("client_id"));
        shop.setSecret(SHOP.get("client_secret"));
        shop.setDirectAccessGrantsEnabled(true);
        shop.setProtocolMappers(List.of(audience()));
        a.realm().clients().create(shop).close();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                expectRefusalByKeycloak(change);
            }
        } finally {
            a.realm()
                    .clients()
                    .findByClientId("shop")
                    .forEach(client -> a.realm().clients().get(client.getId()).remove());
        }
    }

    /** Introspection is for tokens that name the client as their audience. */
    private static ProtocolMapperRepresentation audience() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("audience");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(Map.of("included.client.audience", "shop", "access.token.claim", "true"));
        return mapper;
    }

    private void expectRefusalByKeycloak(Change change) {
        Answer user = adminAtA.post("/users", newUser("type", "admin")).expect(201);
        Oidc atB = new Oidc(b.realmBase());
        Answer tokens = atB.token(
                        with(Map.of("grant_type", "password", "username", user.text("email"), "password", PASSWORD)))
                .expect(200);
        Map<String, String> token = with(Map.of("token", tokens.text("access_token")));
        assertEquals("true", atB.post("/token/introspect", token).expect(200).text("active"));

        change.by(adminAtA, user.id()).expect(200);

        assertFalse(atB.post("/token/introspect", token)
                .expect(200)
                .body()
                .path("active")
                .asBoolean());
        atB.token(with(Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))))
                .expect(400);
    }

    private static Map<String, String> with(Map<String, String> form) {
        Map<String, String> fields = new HashMap<>(form);
        fields.putAll(SHOP);
        return fields;
    }
}
