package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"a\": [1]} | {\"a\":[1]}", "`  null ` | null", "\"é\" | \"é\"", "[] | []"})
    void anyOneValueIsRead(String text, String value) {
        assertEquals(value, JsonText.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "nonsense", "NaN", "'a'", "[1,]", "01"})
    void anythingElseIsMalformed(String text) {
        assertEquals(
                ErrorCode.MALFORMED_JSON,
                assertThrows(ProblemException.class, () -> JsonText.parse(text)).code());
    }
}
