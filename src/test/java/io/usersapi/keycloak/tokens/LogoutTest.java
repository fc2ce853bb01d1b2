package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class LogoutTest extends ApiTest {

    private Answer user;
    private Answer token;

    @BeforeEach
    void userSignsIn() {
        user = created();
        token = anonymous.signIn(user.text("email"), PASSWORD);
    }

    @Test
    void answersNothing() {
        Answer answer = logout(token).expect(204);
        assertEquals("", answer.text());
    }

    /** As a client that is made of the document asks: an error is all that can be answered. */
    @Test
    void isForWhoAcceptsErrorsAlone() {
        anonymous
                .with("Accept", "application/problem+json")
                .post("/auth/logout", body(token))
                .expect(204);
    }

    @Test
    void isNotForWhoAcceptsNeither() {
        anonymous.with("Accept", "text/html").post("/auth/logout", body(token)).expectProblem(406, "not_acceptable");
    }

    @Test
    void endsTheRefreshToken() {
        logout(token).expect(204);
        anonymous.post("/auth/token", body(token)).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void endsTheAccessTokenAtOnce() {
        Api me = anonymous.bearer(token.text("access_token"));
        me.get("/users/me").expect(200);
        logout(token).expect(204);
        me.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void endsTheSessionInKeycloak() {
        assertEquals(1, inKeycloak(user).getUserSessions().size());
        logout(token).expect(204);
        assertEquals(0, inKeycloak(user).getUserSessions().size());
    }

    @Test
    void leavesOtherSessionsOfTheUserAlone() {
        Answer other = anonymous.signIn(user.text("email"), PASSWORD);
        logout(token).expect(204);
        anonymous.bearer(other.text("access_token")).get("/users/me").expect(200);
        anonymous.post("/auth/token", body(other)).expect(200);
    }

    @Test
    void refusesATokenOfAnotherClientAndEndsNothing() {
        addClient(ClientBuilder.create("other").publicClient().directAccessGrantsEnabled());
        Answer others = oidcToken("grant_type=password&client_id=other&username="
                        + Api.encoded(created().text("email")) + "&password=" + Api.encoded(PASSWORD))
                .expect(200);
        logout(others).expectProblem(401, "invalid_refresh_token");
        anonymous.bearer(others.text("access_token")).get("/users/me").expect(200);
    }

    @Test
    void refusesGarbage() {
        anonymous.post("/auth/logout", Map.of("refresh_token", "garbage")).expectProblem(401, "invalid_refresh_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                     | refresh_token | required",
                "{'refresh_token': null}                | refresh_token | wrong_type",
                "{'refresh_token': ''}                  | refresh_token | empty",
                "{'refresh_token': 't', 'email': 'a@b'} | email         | unknown_field",
            })
    void namesTheFieldAndTheRuleThatItBreaks(String body, String field, String code) {
        anonymous.send("POST", "/auth/logout", body.replace('\'', '"')).expectInvalid(field, code);
    }

    private Answer logout(Answer of) {
        return anonymous.post("/auth/logout", body(of));
    }

    private static Map<String, String> body(Answer of) {
        return Map.of("refresh_token", of.text("refresh_token"));
    }
}
