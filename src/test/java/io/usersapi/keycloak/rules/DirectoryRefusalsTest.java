package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A directory that refuses what its edit mode allows, or is away: nothing is half done, and it is told clearly. */
@KeycloakIntegrationTest(config = ApiServer.class)
class DirectoryRefusalsTest extends DirectoryTest {

    /** The directory is no part of the database's transaction: what it is told stays told. */
    @Test
    void refusalOfAnotherFieldLeavesThePasswordInTheDirectory() {
        // Before the directory is removed: that of the last admin stays.
        realm.cleanup().add(cleaned -> enableDefaultAdmin());
        Answer ada = ada("WRITABLE");
        admin.patch("/users/" + ada.id(), Map.of("type", "admin")).expect(200);
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        herself.patch("/users/" + ApiServer.ADMIN_EMAIL, Map.of("status", "inactive"))
                .expect(200);
        herself.patch("/users/" + ada.id(), Map.of("password", NEW_PASSWORD, "name", "A B", "type", "user"))
                .expectProblem(409, "last_admin");
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        assertEquals("Lovelace", directory.value("ada", "sn"));
        herself.get("/users").expect(200);
    }

    /** The last admin may change the roles of the account, as one of Keycloak's own users may, but not drop that of an admin. */
    @Test
    void lastAdminGetsOtherRolesWhereTheRequestKeepsTheAdminRole() {
        realm.cleanup().add(cleaned -> enableDefaultAdmin());
        Answer ada = ada("WRITABLE");
        String path = "/users/" + ada.id();
        admin.patch(path, Map.of("type", "admin")).expect(200);
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        herself.patch("/users/" + ApiServer.ADMIN_EMAIL, Map.of("status", "inactive"))
                .expect(200);
        herself.patch(path, Map.of("roles", List.of("editor"))).expectProblem(409, "last_admin");
        Answer changed = herself.patch(path, Map.of("roles", List.of("editor"), "type", "admin"))
                .expect(200);
        assertEquals(List.of("admin", "editor"), changed.body().at("/roles").findValuesAsText("name"));
        herself.get("/users").expect(200);
    }

    private void enableDefaultAdmin() {
        UserRepresentation first =
                realm.admin().users().search(ApiServer.ADMIN_EMAIL).get(0);
        first.setEnabled(true);
        realm.admin().users().get(first.getId()).update(first);
    }

    @ParameterizedTest
    @CsvSource({"name,Augusta Byron", "email,new@directory.example.org", "password," + NEW_PASSWORD})
    void directoryThatRefusesThoughSaidToBeWritableIsReadOnly(String field, String value) {
        Answer ada = ada("WRITABLE");
        directory.refuseChanges();
        admin.patch("/users/" + ada.id(), Map.of(field, value)).expectProblem(409, "read_only");
        assertEquals("Lovelace", directory.value("ada", "sn"));
        assertEquals(ADA, directory.value("ada", "mail"));
        assertTrue(directory.accepts("ada", Directory.PASSWORD));
        assertEquals(
                ada.text("name"),
                admin.get("/users?email=" + ADA).body().at("/data/0/name").asText());
        assertEquals(ada.text("name"), admin.get("/users/" + ada.id()).text("name"));
        assertEquals(ADA, admin.get("/users/" + ada.id()).text("email"));
    }

    /** Keycloak itself tells the directory only after the database has committed (LDAPTransaction). */
    @ParameterizedTest
    @CsvSource({"name,Augusta Byron", "email,new@directory.example.org", "password," + NEW_PASSWORD})
    void refusalTakesTheOtherFieldsWithIt(String field, String value) {
        Answer ada = ada("WRITABLE");
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        directory.refuseChanges();

        Map<String, Object> several =
                Map.of("status", "inactive", "type", "admin", "roles", List.of("editor"), field, value);
        admin.put("/users/" + ada.id(), several).expectProblem(409, "read_only");

        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
        assertUntouched(ada);
    }

    @Test
    void refusedPasswordTakesTheNameWithIt() {
        Answer ada = ada("WRITABLE");
        directory.refuseChangesOf(Directory.PASSWORD_ATTRIBUTE);

        Map<String, Object> both =
                Map.of("name", "A B", "email", "new@directory.example.org", "password", NEW_PASSWORD);
        admin.patch("/users/" + ada.id(), both).expectProblem(409, "read_only");

        assertUntouched(ada);
    }

    @Test
    void refusedNameTakesThePasswordWithIt() {
        Answer ada = ada("WRITABLE");
        directory.refuseChangesOf("sn");

        admin.patch("/users/" + ada.id(), Map.of("name", "A B", "password", NEW_PASSWORD))
                .expectProblem(409, "read_only");

        assertUntouched(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {Directory.PASSWORD_ATTRIBUTE, "sn", "mail"})
    void newUserThatIsRefusedLeavesNothing(String refused) {
        directory.federate(realm, "WRITABLE", true);
        directory.refuseChangesOf(refused);
        Map<String, Object> user = newUser("name", "Alan Turing");
        admin.post("/users", user).expectProblem(409, "read_only");
        assertNull(directory.value(user.get("email").toString(), "sn"));
        admin.get("/users/" + user.get("email")).expect(404);
    }

    /** Keycloak writes its own table then, and goes on to show what the directory says. */
    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "UNSYNCED"})
    void statusThatTheDirectoryAloneDecidesIsReadOnly(String editMode) {
        Answer ada = ada(editMode);
        Directory.decideWhoIsEnabled(realm.admin());
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);

        admin.patch("/users/" + ada.id(), Map.of("status", "inactive")).expectProblem(409, "read_only");

        assertEquals("active", admin.get("/users/" + ada.id()).text("status"));
        anonymous.bearer(token.text("access_token")).get("/users/me").expect(200);
        admin.patch("/users/" + ada.id(), Map.of("status", "active")).expect(200);
        directory.disable("ada");
        realm.admin().clearUserCache();
        admin.patch("/users/" + ada.id(), Map.of("status", "active")).expectProblem(409, "read_only");
        admin.patch("/users/" + ada.id(), Map.of("status", "inactive")).expect(200);
    }

    @Test
    void realmLivesOnWhileTheDirectoryIsAway() {
        Answer ada = ada("READ_ONLY");
        Answer local = created();
        directory.close();
        realm.admin().clearUserCache();
        admin.get("/users?search=" + encoded(ADA)).expect(200);
        admin.patch("/users/" + local.id(), Map.of("name", "Still Here")).expect(200);
        signedIn(local).get("/users/me").expect(200);
        admin.get("/users/" + ada.id()).expect(200);
        admin.patch("/users/" + ada.id(), Map.of("name", "A B")).expectProblem(409, "read_only");
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
        anonymous.token(newEmail(), PASSWORD).expectProblem(401, "invalid_credentials");
        assertNull(admin.get("/users?search=nobody").body().at("/data/0").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void signInWhileTheDirectoryIsAwayLeavesOneEvent(String editMode) {
        ada(editMode);
        anonymous.token(ADA, Directory.PASSWORD).expect(200);
        realm.admin().clearEvents();
        directory.close();
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");

        List<EventRepresentation> events = realm.admin().getEvents();
        assertEquals(1, events.size(), () -> Api.json(events));
        assertEquals(EventType.LOGIN_ERROR.name(), events.get(0).getType());
        assertEquals("users-api", events.get(0).getClientId());
        assertEquals("ada", events.get(0).getDetails().get("username"));
        assertEquals("127.0.0.1", events.get(0).getIpAddress());
    }
}
