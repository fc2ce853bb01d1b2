package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of the fields, which POST, PUT and PATCH share: one subclass for each. After each refusal everything must
 * be as it was before.
 */
abstract class UserFieldsTest extends EmailAndNameFieldsTest {

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
        for (String password : List.of("x", "abc", "no number")) {
            refuses("password", password, "too_short", "password_policy", "password_policy");
        }
        refuses("password", "no number here", "password_policy", "password_policy");
        List<String> codes = send(with("password", "no numbers")).codes("password");
        assertEquals(
                List.of("password_policy", "password_policy", "too_short"),
                codes.stream().sorted().toList());
        takes("password", "A number 1 here");
    }

    @Test
    void tellsTheLengthThatTheRealmAsksForWhereThatIsMore() {
        realm.updateWithCleanup(updated -> updated.passwordPolicy("length(12)"));
        Answer refused = send(with("password", "short")).expectInvalid("password", "too_short");
        assertEquals("The password must be at least 12 characters.", refused.text("message"));
        realm.updateWithCleanup(updated -> updated.passwordPolicy("length(8)"));
        refused = send(with("password", "short")).expectInvalid("password", "too_short");
        assertEquals("The password must be at least 10 characters.", refused.text("message"));
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
}
