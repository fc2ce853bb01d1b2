package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class ListParametersTest extends ListTest {

    @ParameterizedTest
    @CsvSource({"per_page,1", "per_page,100", "page,1", "page,1000000", "status,active", "status,all", "type,user"})
    @CsvSource({"sort,-updated_at", "sort,name", "role,editor", "search,x", "email,a@example.org"})
    void takesAGoodParameter(String name, String value) {
        admin.get("/users?" + name + "=" + value).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "101", "-1", "x", "", "1.5", "1e1", "+1", "%201", "0x1", "99999999999999999999", "%D9%A1"})
    void refusesAPageSizeThatIsNotAWholeNumberFrom1To100(String size) {
        refuses("per_page", size, "out_of_range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "", "1.5", "1000001", "2147483648", "99999999999999999999", "%D9%A1"})
    void refusesAPageNumberThatIsNotAWholeNumberFrom1(String number) {
        refuses("page", number, "out_of_range");
    }

    @ParameterizedTest
    @CsvSource({"status,foo", "status,''", "status,ACTIVE", "type,boss", "type,''", "type,Admin", "sort,foo"})
    @CsvSource({"sort,''", "sort,-", "sort,--name", "sort,Name", "sort,id", "sort,'name,email'", "sort,password"})
    void refusesAWordThatIsNotAChoice(String name, String word) {
        refuses(name, word, "invalid_choice");
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void refusesATextThatNobodyCanHave(String name, String text, String code) {
        refuses(name, text, code);
    }

    static Stream<Arguments> badTexts() {
        return Stream.of("search", "email", "role")
                .flatMap(name -> Stream.of(
                        Arguments.of(name, "", "empty"),
                        Arguments.of(name, "x".repeat(256), "too_long"),
                        Arguments.of(name, "x".repeat(5000), "too_long")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%0Ab", "a%0Db", "a%09b", "%7F", "a%C2%85"})
    void refusesControlCharacters(String text) {
        refuses("search", text, "invalid_characters");
        refuses("email", text, "invalid_email");
        refuses("role", text, "invalid_characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "ada@", "@example.org", "ada@example@org", "ada%20lovelace@example.org", "%25@x_"})
    void refusesAnEmailThatIsNoAddress(String text) {
        refuses("email", text, "invalid_email");
    }

    /** Keycloak refuses such a query before it reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%01b", "%1F"})
    void letsKeycloakRefuseOtherControlCharacters(String text) {
        admin.exchange("GET", "/users?search=" + text, null).expect(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "default-roles-acme", "manage-users", "00000000-0000-0000-0000-000000000000"})
    void refusesARoleThatThereIsNot(String role) {
        refuses("role", role, "unknown_role");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "Page", "perPage", "q", "x%26y", "password"})
    void refusesAParameterThatItDoesNotKnow(String name) {
        assertEquals(
                List.of(name.replace("%26", "&")),
                refused(admin.get("/users?" + name + "=1")
                        .expectInvalid(name.replace("%26", "&"), "unknown_parameter")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=1&page=1", "page=1&page=2", "search=a&search=b", "status=all&sort=name&status=all"})
    void refusesAParameterThatIsThereTwice(String query) {
        String name = query.substring(0, query.indexOf('='));
        assertEquals(List.of(name), refused(admin.get("/users?" + query).expectInvalid(name, "duplicate_field")));
    }

    @Test
    void tellsAllBadParametersAtOnce() {
        Answer answer = admin.get("/users?page=0&per_page=0&status=foo&type=foo&sort=foo&search=&limit=5")
                .expectProblem(422, "validation");
        assertEquals(
                List.of("limit", "page", "per_page", "search", "sort", "status", "type"),
                refused(answer).stream().sorted().toList());
    }

    /** Refuses for this one reason. */
    private void refuses(String name, String value, String code) {
        assertEquals(
                List.of(name), refused(admin.get("/users?" + name + "=" + value).expectInvalid(name, code)));
    }

    private static List<String> refused(Answer answer) {
        List<String> fields = new ArrayList<>();
        answer.body().get("errors").fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
