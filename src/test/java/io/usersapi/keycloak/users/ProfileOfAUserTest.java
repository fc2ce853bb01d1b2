package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.rules.Directory;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What of a user can be changed is told before anybody tries, and as the refusal would tell it. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ProfileOfAUserTest extends AttributeTest {

    private static final String ADA = "ada@directory.example.org";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "READ_ONLY | true  | email,name | badge,department,langs,rating",
                "WRITABLE  | true  | ''         | badge",
                "UNSYNCED  | true  | ''         | badge",
                "READ_ONLY | false | email,name,roles,type,status,email_verified,attributes | badge,department,langs,locale,rating",
                "WRITABLE  | false | roles,type,status,email_verified,attributes | badge,department,langs,locale,rating"
            })
    void tellsWhatADirectoryKeeps(String editMode, boolean imports, String fields, String attributes) {
        directory(editMode, imports);
        Answer profile = admin.get("/profile?user=" + ADA).expect(200);
        assertEquals(fields, String.join(",", texts(profile.body().path("read_only_fields"))));
        assertEquals(attributes, String.join(",", readOnly(profile)));
    }

    /** The page of the realm and that of a user must not tell a thing that a change then denies. */
    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE"})
    void tellsWhatAChangeIsRefusedFor(String editMode) {
        directory(editMode, true);
        String ada = "/users/" + admin.get("/users/" + ADA).expect(200).id();
        List<String> kept =
                texts(admin.get("/profile?user=" + ADA).expect(200).body().path("read_only_fields"));
        Map<String, Object> changes = Map.of(
                "name",
                "A B",
                "email",
                "new@directory.example.org",
                "email_verified",
                true,
                "roles",
                List.of("editor"));
        changes.forEach(
                (field, value) -> admin.patch(ada, Map.of(field, value)).expect(kept.contains(field) ? 409 : 200));
    }

    @Test
    void tellsOfALocalUserWhatItTellsOfTheRealm() {
        JsonNode realms = admin.get("/profile").expect(200).body();
        assertEquals("[]", realms.path("read_only_fields").toString());
        assertEquals(
                realms, admin.get("/profile?user=" + created().id()).expect(200).body());
    }

    @Test
    void findsNobodyWhoIsNotThere() {
        Answer gone = created();
        admin.delete("/users/" + gone.id()).expect(200);
        admin.get("/profile?user=" + gone.id()).expectProblem(404, "user_not_found");
        admin.get("/profile?user=nobody@example.org").expectProblem(404, "user_not_found");
    }

    @Test
    void checksItsParameters() {
        admin.get("/profile?user=").expectInvalid("user", "empty");
        admin.get("/profile?user=a&user=b").expectInvalid("user", "duplicate_field");
        admin.get("/profile?users=a").expectInvalid("users", "unknown_parameter");
    }

    @Test
    void isForThoseWhoManageUsers() {
        Answer user = created();
        anonymous.get("/profile?user=" + user.id()).expectProblem(401, "invalid_token");
        signedIn(user).get("/profile?user=" + user.id()).expectProblem(403, "forbidden");
    }

    private void directory(String editMode, boolean imports) {
        Directory.of(realm).with("ada", "Ada King", "Lovelace", ADA).federate(realm, editMode, imports);
    }

    private static List<String> readOnly(Answer profile) {
        return StreamSupport.stream(profile.body().path("attributes").spliterator(), false)
                .filter(attribute -> attribute.path("read_only").asBoolean())
                .map(attribute -> attribute.path("name").asText())
                .sorted()
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
