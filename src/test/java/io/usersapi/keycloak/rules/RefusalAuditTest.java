package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Rule 11: who was refused what, and who came in. */
@KeycloakIntegrationTest(config = ApiServer.class)
class RefusalAuditTest extends EventsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                GET    | /users      | users        |
                POST   | /users      | users        | {}
                GET    | /users/{id} | users/{user} |
                PUT    | /users/{id} | users/{user} | {"name":"New"}
                PATCH  | /users/{id} | users/{user} | {"name":"New"}
                DELETE | /users/{id} | users/{user} |
                POST   | /users/{id}/send-password-reset | users/{user}/send-password-reset |
                POST   | /users/{id}/send-verification | users/{user}/send-verification |
                GET    | /users/{id}/sessions | users/{user}/sessions |
                DELETE | /users/{id}/sessions | users/{user}/sessions |
                GET    | /roles      | roles        |
                """)
    void aCallerWithoutTheRightLeavesOneErrorEvent(String method, String path, String operation, String body) {
        Answer user = created();
        Api caller = signedIn(user);
        forgetEvents();
        caller.send(method, path.replace("{id}", user.id()), body).expectProblem(403, "forbidden");
        theOnlyRefusal(user.id(), "forbidden", method, operation);
    }

    @Test
    void aTouchOfAPrivilegedAccountLeavesOneErrorEvent() {
        Answer boss = created();
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(boss.id(), keycloak.role("realm-management", "realm-admin"));
        admin.delete("/users/" + boss.id()).expectProblem(403, "privileged");
        theOnlyRefusal(adminId, "privileged", "DELETE", "users/{user}");
        forgetEvents();
        admin.patch("/users/" + boss.id(), Map.of("password", "a password of mallory"))
                .expectProblem(403, "privileged");
        theOnlyRefusal(adminId, "privileged", "PATCH", "users/{user}");
    }

    @Test
    void aGiftOfMoreThanTheCallerHasLeavesOneErrorEvent() {
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        realm.cleanup().add(cleaned -> cleaned.roles().deleteRole("boss"));
        keycloak.newRole("boss", keycloak.role("realm-management", "realm-admin"));
        admin.post("/users", newUser("role", "boss")).expectProblem(403, "privileged");
        theOnlyRefusal(adminId, "privileged", "POST", "users");
        assertEquals(
                List.of(),
                adminEvents().stream()
                        .filter(event -> "USER".equals(event.getResourceType()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada+b@example.org", "a/b@example.org", "%61@example.org"})
    void theEventOfARefusalDoesNotTellAnEmail(String email) {
        Answer user = created();
        Api caller = signedIn(user);
        forgetEvents();
        caller.get("/users/" + encoded(email)).expectProblem(403, "forbidden");
        theOnlyRefusal(user.id(), "forbidden", "GET", "users/{user}");
    }

    @Test
    void whatIsAllowedOrNobodysLeavesNoErrorEvent() {
        admin.get("/users").expect(200);
        anonymous.get("/users").expect(401);
        assertEquals(List.of(), events());
    }

    @Test
    void aTokenLeavesOneLoginEvent() {
        Answer user = created();
        anonymous.token(user.text("email"), PASSWORD).expect(200);
        EventRepresentation login = theOnlyEvent("LOGIN");
        assertEquals(user.id(), login.getUserId());
        assertNull(login.getError());
    }

    @Test
    void aRefusedTokenLeavesOneLoginErrorEvent() {
        Answer user = created();
        anonymous.token(user.text("email"), "a wrong password").expect(401);
        EventRepresentation wrong = theOnlyEvent("LOGIN_ERROR");
        assertEquals(user.id(), wrong.getUserId());
        assertEquals("invalid_user_credentials", wrong.getError());
        forgetEvents();
        anonymous.token(newEmail(), PASSWORD).expect(401);
        assertEquals("user_not_found", theOnlyEvent("LOGIN_ERROR").getError());
    }

    @Test
    void aRefreshLeavesOneEvent() {
        Answer user = created();
        String refresh =
                anonymous.token(user.text("email"), PASSWORD).expect(200).text("refresh_token");
        forgetEvents();
        anonymous.post("/auth/token", Map.of("refresh_token", refresh)).expect(200);
        assertEquals(user.id(), theOnlyEvent("REFRESH_TOKEN").getUserId());
        forgetEvents();
        anonymous.post("/auth/token", Map.of("refresh_token", "no.to.ken")).expect(401);
        theOnlyEvent("REFRESH_TOKEN_ERROR");
    }
}
