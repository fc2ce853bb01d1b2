package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A caller reaches everybody, or nobody, by whatever way: there is no user whom one way shows and another does not. */
@KeycloakIntegrationTest(config = ApiServer.class)
class EverybodyOrNobodyTest extends ApiTest {

    private Answer user;
    private KeycloakSetup keycloak;

    /** The ways to see or touch a user. */
    enum Way {
        LIST("GET", "/users?email=EMAIL", ""),
        EXACT_COUNT("GET", "/users?email=EMAIL&total=exact", ""),
        WALK("GET", "/users?email=EMAIL&cursor=", ""),
        EXPORT("GET", "/users/export?email=EMAIL", ""),
        BY_ID("GET", "/users/ID", ""),
        BY_ADDRESS("GET", "/users/EMAIL", ""),
        SESSIONS("GET", "/users/ID/sessions", ""),
        PUT("PUT", "/users/ID", "{\"name\":\"Changed\"}"),
        PATCH("PATCH", "/users/EMAIL", "{\"name\":\"Changed\"}"),
        BULK("POST", "/users/bulk", "{\"users\":[\"ID\"],\"change\":{\"name\":\"Changed\"}}"),
        UPSERT("POST", "/users/import?mode=upsert", "{\"email\":\"EMAIL\",\"name\":\"Changed\"}"),
        RESET_MAIL("POST", "/users/ID/send-password-reset", ""),
        VERIFICATION_MAIL("POST", "/users/EMAIL/send-verification", ""),
        END_SESSIONS("DELETE", "/users/ID/sessions", ""),
        DELETE("DELETE", "/users/ID", "");

        private final String method;
        private final String path;
        private final String body;

        Way(String method, String path, String body) {
            this.method = method;
            this.path = path;
            this.body = body;
        }

        Answer to(Answer user, Api caller) {
            Api typed = caller.with("Content-Type", this == UPSERT ? "application/x-ndjson" : "application/json");
            return typed.send(method, with(path, user), body.isEmpty() ? null : with(body, user));
        }

        private static String with(String text, Answer user) {
            return text.replace("ID", user.id()).replace("EMAIL", user.text("email"));
        }
    }

    @BeforeEach
    void aUser() {
        keycloak = new KeycloakSetup(realm.admin());
        user = created(newUser("name", "Ada Lovelace"));
    }

    @ParameterizedTest
    @EnumSource
    void whoManagesUsersReachesAUserByEachWay(Way way) {
        Answer manager = created();
        keycloak.grant(manager.id(), keycloak.role("users-api", "manage-users"));
        Answer answer = way.to(user, signedIn(manager)).expect(200);
        if (way.method.equals("GET") && way != Way.SESSIONS) {
            assertTrue(answer.text().contains(user.id()), answer.text());
        }
        if (way.body.contains("Changed")) {
            assertEquals("Changed", admin.get("/users/" + user.id()).text("name"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotReachesNobodyByAnyNotEvenItself(Way way) {
        Answer nobody = created();
        Api caller = signedIn(nobody);
        String before = keycloak.state(user.id());
        for (Answer other : List.of(user, nobody)) {
            Answer refused = way.to(other, caller).expectProblem(403, "forbidden");
            assertFalse(refused.text().contains(other.text("email")), refused.text());
        }
        assertEquals(before, keycloak.state(user.id()));
        assertEquals(nobody.id(), caller.get("/users/me").expect(200).id());
    }

    /** Nobody learns by the answer whether there is such a user. */
    @ParameterizedTest
    @EnumSource
    void whoDoesNotGetsTheSameAnswerForAUserWhoIsNotThere(Way way) {
        Api caller = signedIn(created());
        Answer gone = created();
        admin.delete("/users/" + gone.id()).expect(200);
        assertEquals(way.to(user, caller).text(), way.to(gone, caller).text());
    }

    @Test
    void aUserSeesItselfAsAnAdministratorDoesOnceItManagesUsers() {
        Map<String, Object> manager = newUser("type", "admin");
        Answer made = created(manager);
        assertEquals(made.body(), signedIn(made).get("/users/me").expect(200).body());
    }
}
