package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Addresses with characters that Keycloak's user profile forbids in a username, as {@code o'brien@example.org}. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnusualEmailTest extends ApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"o'brien", "a&b", "50%", "why?", "a/b", "a~b", "{a}", "a#b", "a*b", "a=b", "a!b"})
    void anAddressMayHaveWhatAUsernameMayNot(String local) {
        Map<String, Object> user = newUser("email", local + "." + UUID.randomUUID() + "@example.org");
        Answer created = created(user);
        assertEquals(user.get("email"), created.text("email"));
        signedIn(created).get("/users/me").expect(200);
    }

    @Test
    void theConsoleCanSaveSuchAUser() {
        Answer user = created(newUser("email", "o'brien." + UUID.randomUUID() + "@example.org"));
        UserRepresentation inConsole = inKeycloak(user).toRepresentation();
        inConsole.setFirstName("Pat");
        inKeycloak(user).update(inConsole);
        assertEquals("Pat", admin.get("/users/" + user.id()).text("name"));
        admin.patch("/users/" + user.id(), Map.of("name", "Pat O'Brien")).expect(200);
        signedIn(user).get("/users/me").expect(200);
    }

    /** A Cyrillic letter in the domain: Keycloak's UsernameIDNHomographValidator. */
    @Test
    void lettersThatOnlyLookLatinStayRefused() {
        admin.post("/users", newUser("email", "ada@ex\u0430mple.org")).expectInvalid("email", "user_profile");
    }
}
