package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Users of a directory that Keycloak imports: what the directory keeps changes only where the directory lets it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DirectoryUsersTest extends DirectoryTest {

    @InjectAdminClient
    Keycloak superuser;

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void isListedAndFoundByIdAndByEmail(String editMode) {
        Answer ada = ada(editMode);
        assertEquals("Ada King Lovelace", ada.text("name"));
        Answer again = admin.get("/users/" + ada.id()).expect(200);
        assertEquals(ada.body(), again.body());
        assertEquals(ada.header("ETag"), again.header("ETag"), "what a directory tells first is no change of its user");
        assertEquals(
                ada.body(),
                admin.get("/users?search=king%20love&include=attributes")
                        .expect(200)
                        .body()
                        .at("/data/0"));
        admin.get("/users/nobody@directory.example.org").expectProblem(404, "user_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void signsInByThePasswordOfTheDirectory(String editMode) {
        Answer ada = ada(editMode);
        assertEquals(
                ada.id(),
                anonymous.signedIn(ADA, Directory.PASSWORD).get("/users/me").id());
        anonymous.token(ADA, NEW_PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void itsSessionsAreListedAndEnded(String editMode) {
        Answer ada = ada(editMode);
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        String path = "/users/" + ada.id() + "/sessions";
        assertEquals(1, admin.get(path).expect(200).body().path("data").size());
        admin.delete(path).expect(200);
        assertEquals(0, admin.get(path).body().path("data").size());
        herself.get("/users/me").expect(401);
    }

    /** By Keycloak's own interface, too, it is written there (FullNameLDAPStorageMapper). */
    @Test
    void aNameOfOneAttributeInTheDirectoryIsWrittenThereAndStays() {
        Answer ada = ada("WRITABLE");
        Directory.keepFullNames(realm.admin());
        admin.patch("/users/" + ada.id(), Map.of("name", "Augusta Byron")).expect(200);
        assertEquals("Augusta Byron", directory.value("ada", "cn"));
        Directory.synchronize(realm.admin());
        assertEquals("Augusta Byron", admin.get("/users/" + ada.id()).text("name"));
    }

    @ParameterizedTest
    @CsvSource({"name,Augusta Byron", "name,Augusta", "email,new@directory.example.org", "password," + NEW_PASSWORD})
    void readOnlyDirectoryRefusesItsOwnFields(String field, String value) {
        Answer ada = ada("READ_ONLY");
        admin.patch("/users/" + ada.id(), Map.of(field, value)).expectProblem(409, "read_only");
        assertUntouched(ada);
    }

    @ParameterizedTest
    @CsvSource({"name,Augusta Byron", "email,new@directory.example.org", "password," + NEW_PASSWORD})
    void refusedFieldTakesTheOthersWithIt(String field, String value) {
        Answer ada = ada("READ_ONLY");
        Map<String, Object> several = Map.of("status", "inactive", "roles", List.of("editor"), field, value);
        admin.put("/users/" + ada.id(), several).expectProblem(409, "read_only");
        assertUntouched(ada);
    }

    /** What the field says already is no change. */
    @Test
    void readOnlyDirectoryTakesWhatItAlreadySays() {
        Answer ada = ada("READ_ONLY");
        admin.patch("/users/" + ada.id(), Map.of("name", "Ada King Lovelace", "email", ADA))
                .expect(200);
    }

    @Test
    void writableDirectoryTakesNameEmailAndPassword() {
        Answer ada = ada("WRITABLE");
        Map<String, Object> all =
                Map.of("name", "Augusta Ada Byron", "email", "byron@directory.example.org", "password", NEW_PASSWORD);
        Answer changed = admin.patch("/users/" + ada.id(), all).expect(200);
        assertEquals("Augusta Ada Byron", changed.text("name"));
        assertEquals(changed.body(), admin.get("/users/" + ada.id()).body());
        assertEquals("Augusta Ada", directory.value("ada", "cn"));
        assertEquals("Byron", directory.value("ada", "sn"));
        assertEquals("byron@directory.example.org", directory.value("ada", "mail"));
        assertTrue(directory.accepts("ada", NEW_PASSWORD));
        assertFalse(directory.accepts("ada", Directory.PASSWORD));
        anonymous.token("byron@directory.example.org", NEW_PASSWORD).expect(200);
    }

    /** LDAP wants a last name: Keycloak's mapper writes a blank one. */
    @Test
    void writableDirectoryTakesNameOfOneWord() {
        Answer ada = ada("WRITABLE");
        Answer changed =
                admin.patch("/users/" + ada.id(), Map.of("name", "Plato")).expect(200);
        assertEquals("Plato", changed.text("name"));
        assertEquals("Plato", admin.get("/users/" + ada.id()).text("name"));
        assertEquals("Plato", directory.value("ada", "cn"));
    }

    @Test
    void writableDirectoryTakesNewUsers() {
        directory.federate(realm, "WRITABLE", true);
        Map<String, Object> user = newUser("name", "Alan Turing");
        Answer created = created(user);
        String uid = user.get("email").toString();
        assertEquals("Turing", directory.value(uid, "sn"));
        assertTrue(directory.accepts(uid, PASSWORD));
        assertEquals("Alan Turing", admin.get("/users/" + created.id()).text("name"));
        signedIn(created).get("/users/me").expect(200);
    }

    @Test
    void unsyncedDirectoryKeepsItsOwnWhileKeycloakChanges() {
        Answer ada = ada("UNSYNCED");
        admin.patch("/users/" + ada.id(), Map.of("name", "Augusta Byron", "password", NEW_PASSWORD))
                .expect(200);
        assertEquals("Augusta Byron", admin.get("/users/" + ada.id()).text("name"));
        assertEquals("Lovelace", directory.value("ada", "sn"));
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        anonymous.token(ADA, NEW_PASSWORD).expect(200);
        anonymous.token(ADA, Directory.PASSWORD).expect(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void statusIsKeycloaksOwn(String editMode) {
        Answer ada = ada(editMode);
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        admin.patch("/users/" + ada.id(), Map.of("status", "inactive")).expect(200);
        herself.get("/users/me").expect(401);
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
        assertEquals("false", inKeycloak(ada).toRepresentation().firstAttribute("active"));
        admin.patch("/users/" + ada.id(), Map.of("status", "active")).expect(200);
        anonymous.token(ADA, Directory.PASSWORD).expect(200);
        assertEquals("true", inKeycloak(ada).toRepresentation().firstAttribute("active"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void rolesAreKeycloaksOwn(String editMode) {
        Answer ada = ada(editMode);
        Answer changed = admin.patch("/users/" + ada.id(), Map.of("roles", List.of("editor"), "type", "admin"))
                .expect(200);
        assertEquals(List.of("admin", "editor"), changed.body().at("/roles").findValuesAsText("name"));
        anonymous.signedIn(ADA, Directory.PASSWORD).get("/users").expect(200);
        admin.patch("/users/" + ada.id(), Map.of("type", "user")).expect(200);
        anonymous.signedIn(ADA, Directory.PASSWORD).get("/users").expect(403);
    }

    @Test
    void aReadTellsThatItCannotBeDeleted() {
        assertEquals("GET, HEAD, PATCH, PUT", ada("READ_ONLY").header("Allow"));
        assertEquals("", admin.get("/users/" + created().id()).header("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void cannotBeDeletedAndStaysUsable(String editMode) {
        Answer ada = ada(editMode);
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        admin.delete("/users/" + ada.id()).expectProblem(409, "federated");
        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(200);
        assertUntouched(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void disablingInTheConsoleEndsItsSessions(String editMode) {
        Answer ada = ada(editMode);
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        UserRepresentation disabled = inKeycloak(ada).toRepresentation();
        disabled.setEnabled(false);
        inKeycloak(ada).update(disabled);
        assertEquals(List.of(), inKeycloak(ada).getUserSessions());
        assertEquals("inactive", admin.get("/users/" + ada.id()).text("status"));
        assertEquals("false", inKeycloak(ada).toRepresentation().firstAttribute("active"));
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(401);
    }

    /** Keycloak imports who is looked up by the id of the store once more, and enables the user. */
    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void aLookUpByTheIdOfTheStoreActivatesNobody(String editMode) {
        Answer ada = ada(editMode);
        String path = "/users/" + idOfTheStore(ada);
        admin.patch("/users/" + ada.id(), Map.of("status", "inactive")).expect(200);
        admin.get(path).expectProblem(404, "user_not_found");
        admin.patch(path, Map.of("name", "Augusta Byron")).expectProblem(404, "user_not_found");
        assertInactive(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void norDoesSuchALookUpOfTheAdminApi(String editMode) {
        Answer ada = ada(editMode);
        String path = "/users/" + idOfTheStore(ada);
        admin.patch("/users/" + ada.id(), Map.of("status", "inactive")).expect(200);
        adminApi().exchange("GET", path, null).expect(200);
        assertInactive(ada);
        adminApi().exchange("GET", path + "/role-mappings", null).expect(200);
        adminApi().exchange("POST", path + "/impersonation", null);
        assertInactive(ada);
        adminApi().exchange("PUT", path, Api.json(Map.of("enabled", true))).expect(204);
        anonymous.token(ADA, Directory.PASSWORD).expect(200);
        assertEquals("active", admin.get("/users/" + ada.id()).text("status"));
    }

    private Api adminApi() {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(superuser.tokenManager().getAccessTokenString());
    }

    private String idOfTheStore(Answer ada) {
        return encoded("f:" + inKeycloak(ada).toRepresentation().getFederationLink() + ":ada");
    }

    private void assertInactive(Answer ada) {
        assertEquals("inactive", admin.get("/users/" + ada.id()).expect(200).text("status"));
        assertEquals("false", inKeycloak(ada).toRepresentation().firstAttribute("active"));
        assertEquals(List.of(), inKeycloak(ada).getUserSessions());
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
    }

    @Test
    void personGoneFromTheDirectoryIsGone() {
        Answer ada = ada("READ_ONLY");
        directory.remove("ada");
        realm.admin().clearUserCache();
        admin.get("/users/" + ada.id()).expectProblem(404, "user_not_found");
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
        admin.get("/users/grace@directory.example.org").expect(200);
    }
}
