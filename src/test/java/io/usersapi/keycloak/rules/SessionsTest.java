package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The sessions of a user: who sees them, who ends them, and what their ids are good for. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SessionsTest extends ShopTest {

    private static final String ROBOT = "robot-of-sessions";

    private String robotId;

    @Test
    void aUserWhoNeverSignedInHasNone() {
        assertEquals(List.of(), sessions(created()));
    }

    @Test
    void eachIsToldWithWhereAndWhenAndForWhichClients() {
        Answer user = created();
        Instant start = Instant.now().minusSeconds(2);
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        List<JsonNode> sessions = sessions(user);
        Set<String> told = new HashSet<>();
        for (JsonNode session : sessions) {
            told.add(session.path("offline") + " " + session.path("clients"));
            assertEquals("127.0.0.1", session.path("ip_address").asText());
            Instant started = Instant.parse(session.path("started_at").asText());
            Instant used = Instant.parse(session.path("last_access_at").asText());
            assertTrue(!started.isBefore(start) && !used.isBefore(started), session::toString);
            assertTrue(Duration.between(start, used).toSeconds() < 60, session::toString);
        }
        assertEquals(Set.of("false [\"users-api\"]", "true [\"shop\"]"), told);
        assertEquals(2, sessions.size());
    }

    @Test
    void theSessionOfABrowserNamesEachClientInOrder() throws Exception {
        Answer user = created();
        try (Browser browser = new Browser()) {
            browser.open(shop.loginPage());
            shop.redeem(browser.signIn(user.text("email"), PASSWORD)).expect(200);
            browser.open(realm.getBaseUrl() + "/protocol/openid-connect/auth?response_type=code&scope=openid"
                    + "&client_id=account&redirect_uri=" + Api.encoded(realm.getBaseUrl() + "/account/"));
        }
        assertEquals(
                "[\"account\",\"shop\"]", sessions(user).get(0).path("clients").toString());
    }

    @Test
    void theOneThatWasUsedLastComesFirst() {
        Answer user = created();
        Answer first = anonymous.token(user.text("email"), PASSWORD).expect(200);
        shop.signedIn(user.text("email"), PASSWORD, "openid");
        anotherSecond();
        anonymous
                .post("/auth/token", Map.of("refresh_token", first.text("refresh_token")))
                .expect(200);
        assertEquals(
                List.of("[\"users-api\"]", "[\"shop\"]"),
                sessions(user).stream()
                        .map(session -> session.path("clients").toString())
                        .toList());
    }

    /** Keycloak's id of a session stands in its cookies and tokens, and finds the session at its endpoints. */
    @Test
    void theIdsAreAlwaysTheSameAndNotKeycloaks() {
        Answer user = created();
        Answer token = anonymous.token(user.text("email"), PASSWORD).expect(200);
        Answer offline = shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        List<JsonNode> sessions = sessions(user);
        assertEquals(sessions, sessions(user));
        assertEquals(2, ids(sessions).size());
        for (Answer known : List.of(token, offline)) {
            String sid = Claims.of(known.text("access_token")).path("sid").asText();
            assertFalse(ids(sessions).contains(sid));
            assertFalse(sessions.toString().contains(sid));
        }
    }

    @Test
    void endedOnesAreGone() {
        Answer user = created();
        Answer token = anonymous.token(user.text("email"), PASSWORD).expect(200);
        anonymous
                .post("/auth/logout", Map.of("refresh_token", token.text("refresh_token")))
                .expect(204);
        assertEquals(List.of(), sessions(user));
        shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        assertEquals(1, sessions(user).size());
        Answer ended = end(user).expect(200);
        assertEquals("Sessions ended successfully.", ended.text("message"));
        assertEquals(List.of(), sessions(user));
        end(user).expect(200);
    }

    @Test
    void idleOnesAreGoneBeforeKeycloakSweepsThem() {
        Answer user = created();
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        assertEquals(1, sessions(user).size());
        // The administrator's own session is soon idle, too; a service account needs none.
        admin = robot(new KeycloakSetup(realm.admin()).role("users-api", "manage-users"));
        realm.updateWithCleanup(changed -> changed.update(rep -> rep.setSsoSessionIdleTimeout(1)));
        later(2);
        assertEquals(List.of(), sessions(user));
    }

    @Test
    void idleOnesTakeNoPlaceOfOlderOnesThatLive() {
        Answer user = created();
        shop.signedIn(user.text("email"), PASSWORD, "openid offline_access");
        anotherSecond();
        IntStream.range(0, 110).forEach(time -> inKeycloak(user).impersonate());
        assertEquals(100, sessions(user).size());
        admin = robot(new KeycloakSetup(realm.admin()).role("users-api", "manage-users"));
        realm.updateWithCleanup(changed -> changed.update(rep -> rep.setSsoSessionIdleTimeout(1)));
        later(2);
        List<JsonNode> living = sessions(user);
        assertEquals(1, living.size());
        assertTrue(living.get(0).path("offline").asBoolean());
    }

    @Test
    void theUserMaySignInAgainAtOnce() {
        Answer user = created();
        for (int time = 0; time < 3; time++) {
            Api before = signedIn(user);
            end(user).expect(200);
            before.get("/users/me").expectProblem(401, "invalid_token");
            signedIn(user).get("/users/me").expect(200);
        }
    }

    @Test
    void whoEndsTheirOwnGetsTheAnswerAndIsOut() {
        Answer user = created(newUser("type", "admin"));
        Api caller = signedIn(user);
        caller.delete("/users/" + user.id() + "/sessions").expect(200);
        caller.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void ofAPrivilegedUserTheyAreSeenAndNotEnded() {
        Answer boss = created();
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        Api caller = signedIn(boss);
        assertEquals(1, sessions(boss).size());
        end(boss).expectProblem(403, "privileged");
        assertEquals(1, sessions(boss).size());
        caller.get("/users/me").expect(200);
        caller.delete("/users/" + boss.id() + "/sessions").expect(200);
    }

    @Test
    void othersKeepTheirs() {
        Answer other = created();
        Api caller = signedIn(other);
        Answer user = created();
        signedIn(user);
        end(user).expect(200);
        caller.get("/users/me").expect(200);
        assertEquals(1, sessions(other).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void whoMayNotManageUsersGetsAtNone(String method) {
        Answer user = created();
        String path = "/users/" + user.id() + "/sessions";
        anonymous.send(method, path, null).expectProblem(401, "invalid_token");
        signedIn(user).send(method, path, null).expectProblem(403, "forbidden");
        signedIn(created()).send(method, path, null).expectProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void nobodyHasNone(String method) {
        Answer dead = created();
        admin.delete("/users/" + dead.id()).expect(200);
        String robot = new KeycloakSetup(realm.admin()).newServiceAccount("robot-of-sessions");
        realm.cleanup()
                .add(cleaned ->
                        new KeycloakSetup(cleaned).client("robot-of-sessions").remove());
        for (String user : List.of(dead.id(), robot, newEmail(), "me", "unknown")) {
            admin.send(method, "/users/" + user + "/sessions", null).expectProblem(404, "user_not_found");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,405", "PUT,405", "PATCH,405"})
    void otherMethodsAreNotAllowed(String method, int status) {
        Answer refused = admin.send(method, "/users/" + created().id() + "/sessions", "{}")
                .expect(status);
        assertEquals("DELETE, GET, HEAD, OPTIONS", refused.header("Allow"));
    }

    @Test
    void bothFormsOfThePathFindTheUserByItsAddress() {
        Answer user = created();
        signedIn(user);
        Api root = admin.on(urls.getBase() + "/api");
        String path = "/users/" + user.text("email").toUpperCase() + "/sessions";
        assertEquals(admin.get(path).body(), root.get(path).expect(200).body());
        root.delete(path).expect(200);
        assertEquals(List.of(), sessions(user));
    }

    @Test
    void anAnswerShowsAHundredAndTheEndingEndsAll() {
        Answer user = created();
        Api caller = signedIn(user);
        // Each begins a session of the user; none costs a hash.
        IntStream.range(0, 120).forEach(time -> inKeycloak(user).impersonate());
        anotherSecond();
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        List<JsonNode> sessions = sessions(user);
        assertEquals(100, ids(sessions).size());
        assertEquals("[\"users-api\"]", sessions.get(0).path("clients").toString());
        end(user).expect(200);
        assertEquals(List.of(), inKeycloak(user).getUserSessions());
        caller.get("/users/me").expectProblem(401, "invalid_token");
    }

    private Api robot(RoleRepresentation... roles) {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).client(ROBOT).remove());
        robotId = keycloak.newServiceAccount(ROBOT, roles);
        return anonymous.bearer(new Oidc(realm.getBaseUrl()).serviceAccount(ROBOT, KeycloakSetup.SECRET));
    }

    private List<JsonNode> sessions(Answer user) {
        List<JsonNode> sessions = new ArrayList<>();
        admin.get("/users/" + user.id() + "/sessions")
                .expect(200)
                .body()
                .path("data")
                .forEach(sessions::add);
        return sessions;
    }

    private Answer end(Answer user) {
        return admin.delete("/users/" + user.id() + "/sessions");
    }

    private static Set<String> ids(List<JsonNode> sessions) {
        Set<String> ids = new HashSet<>();
        sessions.forEach(session -> ids.add(session.path("id").asText()));
        return ids;
    }
}
