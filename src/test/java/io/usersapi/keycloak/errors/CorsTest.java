package io.usersapi.keycloak.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class CorsTest extends ApiTest {

    private static final String APP = "https://app.example.org";
    private static final String OTHER = "https://evil.example.org";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private Api fromApp;

    @BeforeEach
    void clientWithAWebOrigin() {
        realm.updateClientWithCleanup("users-api", client -> client.webOrigins(APP));
        fromApp = anonymous.with("Origin", APP).signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users", "/users/me", "/users/someone/send-password-reset", "/auth/token", "/roles"})
    void answersAPreflight(String path) {
        Answer preflight = anonymous
                .with("Origin", APP)
                .with("Access-Control-Request-Method", "PATCH")
                .with("Access-Control-Request-Headers", "authorization, content-type, if-match")
                .send("OPTIONS", path, null)
                .expect(204);
        assertEquals(APP, preflight.header(ALLOW_ORIGIN));
        assertTrue(words(preflight, "Access-Control-Allow-Methods")
                .containsAll(List.of("get", "post", "put", "patch", "delete")));
        assertTrue(words(preflight, "Access-Control-Allow-Headers")
                .containsAll(List.of("authorization", "content-type", "if-match", "idempotency-key")));
    }

    @Test
    void letsTheAppReadAnswers() {
        Answer answer = fromApp.get("/users/me").expect(200);
        assertEquals(APP, answer.header(ALLOW_ORIGIN));
        assertTrue(words(answer, "Access-Control-Expose-Headers").containsAll(List.of("location", "etag", "allow")));
        Answer token = anonymous.with("Origin", APP).signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        assertEquals(APP, token.header(ALLOW_ORIGIN));
    }

    @Test
    void letsTheAppReadRefusals() {
        assertReadable(404, fromApp.get("/users/" + newEmail()));
        assertReadable(422, fromApp.post("/users", Map.of()));
        assertReadable(400, fromApp.send("POST", "/users", "{"));
        assertReadable(
                403,
                anonymous.with("Origin", APP).signedIn(newUserEmail(), PASSWORD).get("/users"));
        assertReadable(401, anonymous.with("Origin", APP).token(newEmail(), PASSWORD));
        assertReadable(422, anonymous.with("Origin", APP).post("/auth/token", Map.of()));
    }

    @Test
    void refusesAnotherOriginAndLetsItReadNothing() {
        Answer refused = fromApp.with("Origin", OTHER).get("/users/me");
        refused.expectProblem(403, "origin_not_allowed");
        assertEquals("", refused.header(ALLOW_ORIGIN));
        Answer token = anonymous.with("Origin", OTHER).token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
        assertEquals("", token.expectProblem(403, "origin_not_allowed").header(ALLOW_ORIGIN));
    }

    @Test
    void changesNothingForAnotherOrigin() {
        Map<String, Object> user = newUser();
        fromApp.with("Origin", OTHER).post("/users", user).expectProblem(403, "origin_not_allowed");
        admin.get("/users/" + user.get("email")).expect(404);
        fromApp.post("/users", user).expect(201);
    }

    @Test
    void saysNothingOfOriginsToRequestsWithoutOne() {
        assertEquals("", admin.get("/users/me").expect(200).header(ALLOW_ORIGIN));
    }

    private String newUserEmail() {
        return created().text("email");
    }

    private static void assertReadable(int status, Answer refused) {
        assertEquals(APP, refused.expect(status).header(ALLOW_ORIGIN), refused.text());
    }

    private static List<String> words(Answer answer, String header) {
        return answer.headers().allValues(header).stream()
                .flatMap(value -> Arrays.stream(value.toLowerCase().split(",")))
                .map(String::trim)
                .toList();
    }
}
