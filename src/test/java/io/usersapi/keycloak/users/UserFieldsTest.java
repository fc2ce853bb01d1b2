package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.realm.UserBuilder;

/**
 * The rules of the fields, which POST, PUT and PATCH share: one subclass for each. After each refusal everything must
 * be as it was before.
 */
abstract class UserFieldsTest extends ApiTest {

    /** Lone surrogates have no UTF-8 form: they can only be sent escaped. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** A user that a refused request must leave as it is. */
    protected Answer target;

    private String before;

    protected abstract String method();

    protected abstract String path();

    /** A body that the operation takes. */
    protected abstract Map<String, Object> valid();

    @BeforeEach
    void remember() {
        target = created(newUser("name", "Ada Lovelace"));
        before = everything();
    }

    @AfterEach
    void nothingHasChanged() {
        assertEquals(before, everything());
    }

    /** How many users there are, the newest of them, and the exact version of the target. */
    private String everything() {
        Answer page = admin.get("/users?status=all&sort=-created_at").expect(200);
        return page.body().get("data")
                + page.body().get("meta").toString()
                + admin.get("/users/" + target.id()).expect(200).header("ETag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "password", "password_confirmation", "name", "type", "status", "role"})
    void refusesWhatIsNotAString(String field) {
        for (Object value : new Object[] {null, 1, 1.5, true, List.of(), List.of("x"), Map.of()}) {
            refuses(field, value, "wrong_type");
        }
    }

    @Test
    void refusesRolesThatAreNotAnArrayOfStrings() {
        List<String> withNull = new ArrayList<>(List.of("editor"));
        withNull.add(null);
        for (Object value : new Object[] {null, 1, true, "editor", Map.of("0", "editor"), List.of(1), withNull}) {
            refuses("roles", value, "wrong_type");
        }
        refuses("roles", List.of(List.of("editor")), "wrong_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "Email",
                "username",
                "enabled",
                "attributes",
                "created_at",
                "deleted_at",
                "active",
                "first_name",
                ""
            })
    void refusesAFieldThatItDoesNotKnow(String field) {
        refuses(field, "x", "unknown_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"name\":",
                "{\"name\":\"Ada\",}",
                "{'name':'Ada'}",
                "{name:\"Ada\"}",
                "{\"name\":\"A\nda\"}",
                "{\"name\":NaN}",
                "{} {}",
                "{}]",
                "{}x",
                "/* */{}",
                "nonsense",
                "name=Ada"
            })
    void refusesWhatIsNotOneJsonText(String body) {
        send(body).expectProblem(400, "malformed_json");
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        send("{\"name\":\"Ada\",\"name\":\"Grace\"}").expectProblem(400, "malformed_json");
        send("{\"name\":\"Ada\",\"n\\u0061me\":\"Grace\"}").expectProblem(400, "malformed_json");
    }

    @Test
    void refusesJsonThatIsNestedBeyondReason() {
        send("[".repeat(5000)).expectProblem(400, "malformed_json");
        send("{\"a\":".repeat(5000)).expectProblem(400, "malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "\"name\"", "1", "true", "null"})
    void refusesJsonThatIsNotAnObject(String body) {
        send(body).expectInvalid("body", "wrong_type");
    }

    @ParameterizedTest
    @MethodSource("invalidEmails")
    void refusesAnInvalidEmail(String email) {
        refuses("email", email, "invalid_email");
    }

    static Stream<String> invalidEmails() {
        return Stream.of(
                "ada",
                "@example.org",
                "ada@",
                "@",
                "ada@@example.org",
                "ada@b@example.org",
                "ada lovelace@example.org",
                " ada@example.org",
                "ada@example.org ",
                "ada@exa mple.org",
                ".ada@example.org",
                "ada.@example.org",
                "a..da@example.org",
                "ada@.example.org",
                "ada@example..org",
                "ada@-example.org",
                "ada@example-.org",
                "ada@example_.org",
                "Ada <ada@example.org>",
                "ada@example.org,eve@example.org",
                "ada@example.org\nBcc: eve@example.org",
                "ada\u0000@example.org",
                "ada@example.org\t",
                "ada@exam\u007fple.org",
                "\ud800@example.org",
                "x".repeat(65) + "@example.org");
    }

    @Test
    void refusesAnEmptyEmail() {
        refuses("email", "", "empty");
    }

    @Test
    void takesAnEmailOf255CharactersAndNotOneMore() {
        String domain = ("@" + "d".repeat(63) + "." + "d".repeat(63) + "." + "d".repeat(62));
        String local = target.id().replace("-", "") + "x".repeat(32);
        refuses("email", local + domain + "d", "too_long");
        takes("email", local + domain);
    }

    @Test
    void refusesAnEmailThatSomebodyHasInAnyCase() {
        String taken = somebody();
        refuses("email", taken, "taken");
        refuses("email", taken.toUpperCase(), "taken");
    }

    @Test
    void refusesAnEmailThatIsSomebodysUsername() {
        String username = newEmail();
        realm.addUser(UserBuilder.create(username).email(newEmail()).enabled(true));
        before = everything();
        refuses("email", username.toUpperCase(), "taken");
    }

    @Test
    void refusesAnEmailThatKeycloaksUserProfileRefuses() {
        refuses("email", "ä@example.org", "user_profile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada <Lovelace>", "Ada & Co", "100%"})
    void refusesANameThatKeycloaksUserProfileRefuses(String name) {
        refuses("name", name, "user_profile");
    }

    @Test
    void refusesANameOf256Emoji() {
        refuses("name", "🦊".repeat(256), "too_long");
    }

    /** Keycloak's user profile counts UTF-16 units. */
    @Test
    void takesANameOfEmojiThatKeycloaksUserProfileTakes() {
        refuses("name", "🦊".repeat(128), "user_profile");
        takes("name", "🦊".repeat(127));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u00a0", "\u3000 "})
    void refusesAnEmptyName(String name) {
        refuses("name", name, "empty");
    }

    @Test
    void takesANameOf255CharactersAndNotOneMore() {
        refuses("name", "x".repeat(256), "too_long");
        refuses("name", "é".repeat(256), "too_long");
        refuses("name", "x".repeat(100_000), "too_long");
        takes("name", "é".repeat(255));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A\u0000da", "A\nda", "A\tda", "\rAda", "Ada\u001b[0m", "Ada\u007f", "A\u0085da", "Ada\ud800"})
    void refusesANameWithCharactersThatHaveNoMeaning(String name) {
        refuses("name", name, "invalid_characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nine char", "ninechars", "\ud83e\udd8a\ud83e\udd8a\ud83e\udd8a\ud83e\udd8a\ud83e\udd8a1234", "x"
            })
    void refusesAPasswordOfLessThanTenCodePoints(String password) {
        refuses("password", password, "too_short");
    }

    @Test
    void countsEmojiInAPasswordAsOneCharacterEach() {
        refuses("password", "🦊".repeat(9), "too_short");
        takes("password", "🦊".repeat(10));
    }

    @Test
    void takesAPasswordOf1024CharactersAndNotOneMore() {
        refuses("password", "x".repeat(1025), "too_long");
        takes("password", "x".repeat(1024));
    }

    @Test
    void refusesAnEmptyPassword() {
        refuses("password", "", "empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000 password of mine",
                "a\npassword of mine",
                "a password of mine\t",
                "a password \udc00 of mine"
            })
    void refusesAPasswordWithCharactersThatHaveNoMeaning(String password) {
        refuses("password", password, "invalid_characters");
    }

    @Test
    void tellsEveryRuleOfTheRealmThatAPasswordBreaks() {
        realm.updateWithCleanup(updated -> updated.passwordPolicy("length(12) and digits(1) and upperCase(1)"));
        refuses("password", "no number", "too_short");
        refuses("password", "no number here", "password_policy", "password_policy");
        List<String> codes = send(with("password", "no numbers")).codes("password");
        assertEquals(
                List.of("password_policy", "password_policy", "too_short"),
                codes.stream().sorted().toList());
        takes("password", "A number 1 here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another password", "A password of mine", "a password of mine ", "", "x\u0000"})
    void refusesAConfirmationThatDiffers(String confirmation) {
        refuses("password_confirmation", confirmation, "mismatch");
    }

    @ParameterizedTest
    @CsvSource({"type,boss", "type,''", "type,' admin'", "type,administrator", "status,deleted", "status,''"})
    @CsvSource({"status,disabled", "status,'active '", "status,true"})
    void refusesAWordThatIsNotAChoice(String field, String word) {
        refuses(field, word, "invalid_choice");
    }

    @Test
    void refusesATypeOrStatusWithControlCharacters() {
        refuses("type", "admin\u0000", "invalid_choice");
        refuses("status", "active\n", "invalid_choice");
        refuses("status", "\ud800", "invalid_choice");
    }

    @ParameterizedTest
    @MethodSource("unknownRoles")
    void refusesARoleThatThereIsNot(String role) {
        refuses("role", role, "unknown_role");
        refuses("roles", List.of("editor", role), "unknown_role");
    }

    static Stream<String> unknownRoles() {
        return Stream.of(
                "nobody",
                "00000000-0000-0000-0000-000000000000",
                "",
                " ",
                "Editor",
                "editor ",
                "editor\u0000",
                "\ud800",
                "manage-users",
                "users-api/manage-users",
                "default-roles-acme",
                "x".repeat(300));
    }

    @Test
    void refusesTheIdOfTheDefaultRoles() {
        refuses("role", roleId("default-roles-acme"), "unknown_role");
        refuses("roles", List.of(roleId("default-roles-acme")), "unknown_role");
    }

    @Test
    void refusesTheIdOfAClientsRole() {
        var clients = realm.admin().clients();
        String client = clients.findByClientId("users-api").get(0).getId();
        String id = clients.get(client)
                .roles()
                .get("manage-users")
                .toRepresentation()
                .getId();
        refuses("role", id, "unknown_role");
    }

    @Test
    void refusesRoleAndRolesTogether() {
        Map<String, Object> body = valid();
        body.put("role", "editor");
        body.put("roles", List.of("reader"));
        send(body).expectInvalid("role", "not_combinable");
    }

    @Test
    void refusesThePlainTypeTogetherWithTheAdminRole() {
        Map<String, Object> body = valid();
        body.put("type", "user");
        body.put("roles", List.of("admin", "editor"));
        send(body).expectInvalid("type", "not_combinable");
        body.put("roles", List.of("editor"));
        send(body).expect(success());
        before = everything();
    }

    @Test
    void tellsAllBrokenFieldsAtOnce() {
        Map<String, Object> body = new HashMap<>();
        body.put("email", "ada");
        body.put("password", "short");
        body.put("password_confirmation", "other");
        body.put("name", "");
        body.put("type", "boss");
        body.put("status", null);
        body.put("role", "nobody");
        body.put("shoe_size", 38);
        assertEquals(new TreeSet<>(body.keySet()), fields(send(body).expectProblem(422, "validation")));
    }

    @Test
    void saysTheFirstBrokenRuleInTheMessageToo() {
        Answer answer = send(with("name", "")).expectProblem(422, "validation");
        String sentence = answer.body().at("/errors/name/0/message").asText();
        assertEquals("The name must not be empty.", sentence);
        assertEquals(sentence, answer.text("message"));
        assertEquals(sentence, answer.text("detail"));
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        send(Api.json(with("name", "x".repeat(2 * 1024 * 1024)))).expectProblem(413, "body_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"})
    void refusesAnotherContentType(String type) {
        admin.with("Content-Type", type)
                .send(method(), path(), Api.json(valid()))
                .expectProblem(415, "unsupported_media_type");
    }

    @Test
    void takesTheContentTypeWithACharset() {
        admin.with("Content-Type", "application/json; charset=utf-8")
                .send(method(), path(), Api.json(valid()))
                .expect(success());
        before = everything();
    }

    @Test
    void takesJsonWithoutAContentType() throws Exception {
        assertEquals(success(), status(Api.json(valid()).getBytes()));
        before = everything();
    }

    @Test
    void refusesNoBodyAtAll() {
        send((String) null).expectProblem(400, "malformed_json");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        assertEquals(400, status("{\"name\":\"\u00e9\"}".getBytes("ISO-8859-1")));
    }

    protected Answer send(Map<String, Object> body) {
        try {
            return send(ASCII.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Answer send(String body) {
        return admin.send(method(), path(), body);
    }

    private int success() {
        return method().equals("POST") ? 201 : 200;
    }

    private Map<String, Object> with(String field, Object value) {
        Map<String, Object> body = valid();
        if (field.equals("password_confirmation")) {
            body.put("password", PASSWORD);
        }
        body.put(field, value);
        return body;
    }

    /** Refuses for this one reason. */
    private void refuses(String field, Object value, String... codes) {
        assertEquals(Set.of(field), fields(send(with(field, value)).expectInvalid(field, codes)));
    }

    /** Takes the value, which changes the realm rightly. */
    private void takes(String field, String value) {
        send(with(field, value)).expect(success());
        before = everything();
    }

    private String somebody() {
        String email = created().text("email");
        before = everything();
        return email;
    }

    private static Set<String> fields(Answer answer) {
        Set<String> fields = new TreeSet<>();
        answer.body().get("errors").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    /** The status of an answer to bytes without a content type, which {@link Api} always sends. */
    private int status(byte[] body) throws IOException, InterruptedException {
        String token =
                admin.token(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD).text("access_token");
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin.base() + path()))
                .header("Authorization", "Bearer " + token)
                .method(method(), BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
