package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.UserBuilder;

@KeycloakIntegrationTest(config = ApiServer.class)
class UserLookupTest extends ApiTest {

    @Test
    void findsAUserByItsId() {
        Answer user = created();
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
    }

    @Test
    void findsAUserByItsEmailWhateverTheCase() {
        Answer user = created();
        String email = user.text("email");
        for (String key : new String[] {email, encoded(email), encoded(email.toUpperCase())}) {
            assertEquals(user.body(), admin.get("/users/" + key).expect(200).body());
        }
    }

    @Test
    void findsAnEmailWithCharactersThatMeanSomethingInAUrl() {
        String email = "a+b_c-d." + newEmail();
        Answer user = created(newUser("email", email));
        assertEquals(
                user.body(), admin.get("/users/" + encoded(email)).expect(200).body());
    }

    @Test
    void takesAPlusInAPathForAPlus() {
        String email = "plus+" + newEmail();
        Answer user = created(newUser("email", email));
        assertEquals(user.body(), admin.get("/users/" + email).expect(200).body());
    }

    @Test
    void findsAUserOfKeycloakThatThisApiDidNotCreate() {
        String email = newEmail();
        realm.addUser(UserBuilder.create("console-user")
                .email(email)
                .firstName("Con")
                .lastName("Sole")
                .enabled(true));
        Answer user = admin.get("/users/" + encoded(email)).expect(200);
        assertEquals("Con Sole", user.text("name"));
        assertEquals(user.body(), admin.get("/users/" + user.id()).expect(200).body());
    }

    @Test
    void findsNoServiceAccount() {
        ClientBuilder client = ClientBuilder.create()
                .clientId("robot")
                .secret("secret")
                .serviceAccountsEnabled(true)
                .publicClient(false);
        realm.admin().clients().create(client.build()).close();
        String id = realm.admin().clients().findByClientId("robot").get(0).getId();
        realm.cleanup().add(cleaned -> cleaned.clients().get(id).remove());
        String account = realm.admin().clients().get(id).getServiceAccountUser().getId();
        admin.get("/users/" + account).expectProblem(404, "user_not_found");
        admin.delete("/users/" + account).expectProblem(404, "user_not_found");
    }

    @Test
    void findsNoUserByItsUsername() {
        realm.addUser(UserBuilder.create("by-username").email(newEmail()).enabled(true));
        admin.get("/users/by-username").expectProblem(404, "user_not_found");
    }

    @Test
    void findsNobodyElsewhere() {
        admin.get("/users/" + UUID.randomUUID()).expectProblem(404, "user_not_found");
        admin.get("/users/" + encoded(newEmail())).expectProblem(404, "user_not_found");
    }

    @ParameterizedTest
    @MethodSource("weirdKeys")
    void findsNobodyByAWeirdKey(String key) {
        for (String method : new String[] {"GET", "DELETE"}) {
            admin.send(method, "/users/" + key, null).expectProblem(404, "user_not_found");
        }
        admin.patch("/users/" + key, newUser()).expectProblem(404, "user_not_found");
        admin.post("/users/" + key + "/send-password-reset", null).expectProblem(404, "user_not_found");
    }

    static Stream<String> weirdKeys() {
        return Stream.of(
                "%00",
                "a%00@example.org",
                "%0A",
                "%20",
                "%FF",
                "@",
                "%40example.org",
                "a%40",
                "%F0%9F%A6%8A",
                "f:",
                "f:x",
                "f:x:",
                "f::y",
                "f:x:y%40example.org",
                "null",
                "*",
                "%25",
                "%27%20or%201%3D1--",
                "x".repeat(300),
                "x".repeat(300) + "%40example.org",
                "1%2F2",
                "ME");
    }

    @ParameterizedTest
    @MethodSource("dots")
    void findsNobodyByWhatLooksLikeADotSegment(String key) {
        admin.get("/users/" + key).expectProblem(404, "user_not_found");
        admin.exchange("GET", "/users/" + key + "/users", null).expectProblem(404, "not_found");
    }

    static Stream<String> dots() {
        return Stream.of("...", "..%2f..%2f..%2fmaster", "%252e%252e");
    }

    /** Keycloak refuses such a path before it reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"..", "%2E%2E", ".", "%2e", "..;"})
    void letsKeycloakRefuseADotSegment(String key) {
        admin.exchange("GET", "/users/" + key, null).expect(400);
    }
}
