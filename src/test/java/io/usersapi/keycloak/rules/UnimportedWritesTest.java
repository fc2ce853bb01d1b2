package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Users of a directory that Keycloak does not import, changed: it has no place for their status and roles. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnimportedWritesTest extends UnimportedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"A B\"}",
                "{\"email\": \"new@directory.example.org\"}",
                "{\"password\": \"" + NEW_PASSWORD + "\"}",
                "{\"status\": \"inactive\"}",
                "{\"type\": \"admin\"}",
                "{\"roles\": [\"editor\"]}",
                "{\"role\": \"editor\", \"name\": \"A B\", \"password\": \"" + NEW_PASSWORD + "\"}"
            })
    void readOnlyDirectoryRefusesEveryField(String change) {
        Answer ada = ada("READ_ONLY");
        admin.send("PATCH", path(ada), change).expectProblem(409, "read_only");
        assertUntouched(ada);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"inactive\", \"name\": \"A B\"}",
                "{\"type\": \"admin\", \"email\": \"new@directory.example.org\"}",
                "{\"roles\": [\"editor\"], \"password\": \"" + NEW_PASSWORD + "\"}",
                "{\"status\": \"inactive\", \"password\": \"" + NEW_PASSWORD + "\"}"
            })
    void writableDirectoryRefusesWhatItHasNoPlaceFor(String change) {
        Answer ada = ada("WRITABLE");
        admin.send("PATCH", path(ada), change).expectProblem(409, "read_only");
        assertUntouched(ada);
    }

    private void assertUntouched(Answer ada) {
        assertEquals(ada.body(), admin.get(path(ada)).body());
        assertEquals("Of Directory", directory.value("ada", "sn"));
        assertTrue(ADA.equalsIgnoreCase(directory.value("ada", "mail")));
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        anonymous.signedIn(ADA, Directory.PASSWORD).get("/users/me").expect(200);
        anonymous.token(ADA, NEW_PASSWORD).expect(401);
    }

    @Test
    void writableDirectoryTakesNameEmailAndPassword() {
        Answer ada = ada("WRITABLE");
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        Map<String, Object> all =
                Map.of("name", "Augusta Ada Byron", "email", "byron@directory.example.org", "password", NEW_PASSWORD);
        Answer changed = admin.patch(path(ada), all).expect(200);
        assertEquals("Augusta Ada Byron", changed.text("name"));
        assertEquals(changed.body(), admin.get(path(ada)).body());
        assertEquals("Byron", directory.value("ada", "sn"));
        assertEquals("byron@directory.example.org", directory.value("ada", "mail"));
        assertTrue(directory.accepts("ada", NEW_PASSWORD));
        herself.get("/users/me").expect(401);
        anonymous.token("byron@directory.example.org", NEW_PASSWORD).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "roles", "type"})
    void writableDirectoryRefusesNewUsersWithWhatItHasNoPlaceFor(String field) {
        directory.federate(realm, "WRITABLE", false);
        Map<String, Object> values = Map.of("status", "inactive", "roles", List.of("editor"), "type", "admin");
        Map<String, Object> user = newUser(field, values.get(field));
        admin.post("/users", user).expectProblem(409, "read_only");
        admin.get("/users/" + user.get("email")).expect(404);
        assertFalse(directory.accepts(user.get("email").toString(), PASSWORD));
    }

    @Test
    void writableDirectoryTakesNewUsers() {
        directory.federate(realm, "WRITABLE", false);
        Answer created = created(newUser("name", "Alan Turing"));
        assertEquals("Turing", directory.value(created.text("email"), "sn"));
        assertEquals("Alan Turing", admin.get(path(created)).expect(200).text("name"));
        signedIn(created).get("/users/me").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void cannotBeDeletedAndStaysUsable(String editMode) {
        Answer ada = ada(editMode);
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        admin.delete(path(ada)).expectProblem(409, "federated");
        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(200);
        assertUntouched(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void itsSessionsAreListedAndEnded(String editMode) {
        Answer ada = ada(editMode);
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        String path = path(ada) + "/sessions";
        assertEquals(
                1, admin.send("GET", path, null).expect(200).body().path("data").size());
        admin.send("DELETE", path, null).expect(200);
        assertEquals(0, admin.send("GET", path, null).body().path("data").size());
        herself.get("/users/me").expect(401);
        assertUntouched(ada);
    }

    @Test
    void versionOfAnUntouchedUserStays() {
        Answer ada = ada("WRITABLE");
        realm.admin().clearUserCache();
        Answer again = admin.get(path(ada));
        assertEquals(ada.header("ETag"), again.header("ETag"));
        admin.with("If-Match", ada.header("ETag"))
                .patch(path(ada), Map.of("name", "Augusta Byron"))
                .expect(200);
        admin.with("If-Match", ada.header("ETag"))
                .patch(path(ada), Map.of("name", "Ada Byron"))
                .expectProblem(412, "precondition_failed");
    }

    @Test
    void getsResetMails() {
        Answer ada = ada("WRITABLE");
        admin.send("POST", path(ada) + "/send-password-reset", null).expect(200);
    }

    /** Keycloak forgets with the request that the address is verified. */
    @Test
    void getsNoMailToVerifyTheAddress() {
        Answer ada = ada("WRITABLE");
        admin.send("POST", path(ada) + "/send-verification", null).expectProblem(409, "read_only");
    }
}
