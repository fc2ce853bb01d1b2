package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Users of a directory that Keycloak does not import: they stand in no table of Keycloak's. */
@KeycloakIntegrationTest(config = ApiServer.class)
class UnimportedUsersTest extends ApiTest {

    private static final String ADA = "ada@directory.example.org";
    private static final String NEW_PASSWORD = "another password of the directory";
    private static final List<String> PEOPLE =
            List.of("ada", "blaise", "charles", "dorothy", "emmy", "frances", "grace");

    private Directory directory;

    @BeforeEach
    void startDirectory() {
        directory = Directory.of(realm);
        // Names in the reverse order of the addresses.
        for (int person = 0; person < PEOPLE.size(); person++) {
            String uid = PEOPLE.get(person);
            char initial = (char) ('Z' - person);
            directory.with(
                    uid,
                    initial + ".",
                    "Of Directory",
                    uid.toUpperCase().charAt(0) + uid.substring(1) + "@Directory.example.org");
        }
    }

    private Answer ada(String editMode) {
        directory.federate(realm, editMode, false);
        return admin.get("/users/" + ADA).expect(200);
    }

    private static String path(Answer user) {
        return "/users/" + encoded(user.id());
    }

    private static List<String> emails(Answer page) {
        return page.expect(200).body().path("data").findValuesAsText("email");
    }

    private static List<String> emailsOf(List<String> people) {
        return people.stream().map(uid -> uid + "@directory.example.org").toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void isFoundByEmailAndById(String editMode) {
        Answer ada = ada(editMode);
        assertTrue(ada.id().startsWith("f:"), ada.id());
        assertEquals(ADA, ada.text("email"));
        assertEquals(ada.body(), admin.get(path(ada)).expect(200).body());
        assertEquals(
                ada.body(), admin.get("/users?email=" + ADA).expect(200).body().at("/data/0"));
        admin.get(path(ada) + "x").expectProblem(404, "user_not_found");
        admin.get("/users/" + encoded("f:no-such-store:ada")).expectProblem(404, "user_not_found");
    }

    @Test
    void isListedTogetherWithTheUsersOfKeycloak() {
        ada("READ_ONLY");
        List<String> listed = emails(admin.get("/users?per_page=100"));
        assertTrue(listed.containsAll(emailsOf(PEOPLE)), listed.toString());
        assertTrue(listed.contains(ApiServer.ADMIN_EMAIL), listed.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "search=ADA@dir, true",
        "search=z.%20of, true",
        "search=grace@dir, false",
        "email=ADA@directory.example.org, true",
        "email=da@directory.example.org, false",
        "status=active, true",
        "status=all, true",
        "status=inactive, false",
        "status=deleted, false",
        "type=user, true",
        "type=admin, false",
        "role=editor, false"
    })
    void isFiltered(String filter, boolean found) {
        ada("READ_ONLY");
        assertEquals(found, emails(admin.get("/users?per_page=100&" + filter)).contains(ADA));
    }

    @ParameterizedTest
    @CsvSource({"email,false", "-email,true", "name,true", "-name,false"})
    void isSorted(String sort, boolean reversed) {
        ada("READ_ONLY");
        List<String> wanted = new ArrayList<>(emailsOf(PEOPLE));
        if (reversed) {
            java.util.Collections.reverse(wanted);
        }
        assertEquals(wanted, emails(admin.get("/users?search=@directory.&sort=" + sort)));
    }

    @Test
    void isPagedByNumber() {
        ada("READ_ONLY");
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            Answer answer = admin.get("/users?search=@directory.&sort=email&per_page=3&page=" + page);
            seen.addAll(emails(answer));
            assertEquals(PEOPLE.size(), answer.body().at("/meta/total").asInt());
        }
        assertEquals(emailsOf(PEOPLE), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at", "updated_at", "-updated_at"})
    void isPagedByNumberInAStableOrderOfTime(String sort) {
        ada("READ_ONLY");
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            seen.addAll(emails(admin.get("/users?search=@directory.&per_page=3&page=" + page + "&sort=" + sort)));
        }
        assertEquals(PEOPLE.size(), new HashSet<>(seen).size(), seen.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "-created_at"})
    void isWalkedByCursorOnceEach(String sort) {
        ada("READ_ONLY");
        Answer local = created(newUser("name", "Local @directory. User"));
        realm.cleanup().add(cleaned -> cleaned.users().get(local.id()).remove());
        List<String> seen = new ArrayList<>();
        JsonNode next = admin.get("/users?search=@directory.&per_page=3&cursor=&sort=" + sort)
                .expect(200)
                .body();
        for (int page = 1; page <= 4; page++) {
            seen.addAll(next.path("data").findValuesAsText("email"));
            if (next.at("/links/next").isNull()) {
                break;
            }
            next = Api.at("")
                    .with("Authorization", authorization())
                    .exchange("GET", next.at("/links/next").asText(), null)
                    .expect(200)
                    .body();
        }
        assertEquals(PEOPLE.size() + 1, seen.size(), seen.toString());
        assertEquals(seen.size(), new HashSet<>(seen).size(), seen.toString());
    }

    private String authorization() {
        return "Bearer "
                + anonymous
                        .token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD)
                        .text("access_token");
    }

    @Test
    void signsInByThePasswordOfTheDirectory() {
        Answer ada = ada("READ_ONLY");
        Answer token = anonymous.token(ADA, Directory.PASSWORD).expect(200);
        Api herself = anonymous.bearer(token.text("access_token"));
        assertEquals(ada.id(), herself.get("/users/me").expect(200).id());
        herself.get("/users").expectProblem(403, "forbidden");
        anonymous
                .post("/auth/token", Map.of("refresh_token", token.text("refresh_token")))
                .expect(200);
        anonymous.token(ADA, NEW_PASSWORD).expectProblem(401, "invalid_credentials");
    }

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

    @Test
    void realmLivesOnWhileTheDirectoryIsAway() {
        Answer ada = ada("READ_ONLY");
        Api herself = anonymous.signedIn(ADA, Directory.PASSWORD);
        Answer local = created();
        directory.close();
        realm.admin().clearUserCache();
        assertTrue(emails(admin.get("/users?per_page=100")).contains(local.text("email")));
        admin.get("/users?cursor=&total=exact").expect(200);
        admin.get("/users/" + local.id()).expect(200);
        signedIn(local).get("/users/me").expect(200);
        admin.get(path(ada)).expectProblem(404, "user_not_found");
        herself.get("/users/me").expectProblem(401, "invalid_token");
        anonymous.token(ADA, Directory.PASSWORD).expectProblem(401, "invalid_credentials");
    }
}
