package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ErrorCode;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    @Test
    void aParameterThatIsNotKnownOrThereTwiceIsNoted() {
        MultivaluedHashMap<String, String> sent = new MultivaluedHashMap<>();
        sent.addAll("a", "1", "2");
        sent.add("x", "1");
        QueryParameters query = new QueryParameters(sent, Set.of("a"));
        assertEquals(List.of(ErrorCode.DUPLICATE_FIELD), query.violations().codes("a"));
        assertEquals(List.of(ErrorCode.UNKNOWN_PARAMETER), query.violations().codes("x"));
    }

    @Test
    void aParameterThatIsThereOnceIsFine() {
        QueryParameters query = query("b");
        assertTrue(query.has("a"));
        assertFalse(query.has("x"));
        assertEquals(Optional.of("b"), query.text("a"));
        assertEquals(Optional.empty(), query.text("x"));
        assertTrue(query.violations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "7", "10"})
    void aNumberInTheRangeIsRead(String text) {
        QueryParameters query = query(text);
        assertEquals(Integer.parseInt(text), query.number("a", 1, 10, 5));
        assertTrue(query.violations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "", "x", "1.5", "1234567890", "99999999999999999999", "٣"})
    void anyOtherNumberIsNoted(String text) {
        QueryParameters query = query(text);
        assertEquals(5, query.number("a", 1, 10, 5));
        assertEquals(List.of(ErrorCode.OUT_OF_RANGE), query.violations().codes("a"));
    }

    @Test
    void aNumberOfNineDigitsIsRead() {
        assertEquals(999_999_999, query("999999999").number("a", 1, Integer.MAX_VALUE, 5));
    }

    @Test
    void aNumberThatIsNotThereIsTheOneForThat() {
        assertEquals(5, query("1").number("x", 1, 10, 5));
    }

    @ParameterizedTest
    @CsvSource({"'', EMPTY", "abcd, TOO_LONG", "'a\nb', INVALID_CHARACTERS"})
    void aTextThatBreaksARuleIsNoted(String text, ErrorCode code) {
        QueryParameters query = query(text);
        assertEquals(Optional.empty(), query.text("a", 3));
        assertEquals(List.of(code), query.violations().codes("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "abc", "😀😀😀"})
    void aTextWithinTheLimitIsRead(String text) {
        assertEquals(Optional.of(text), query(text).text("a", 3));
    }

    @Test
    void aTextThatIsNotThereBreaksNoRule() {
        QueryParameters query = query("a");
        assertEquals(Optional.empty(), query.text("x", 3));
        assertTrue(query.violations().isEmpty());
    }

    @Test
    void aChoiceIsOneOfTheChoices() {
        assertEquals("b", query("b").choice("a", List.of("b", "c"), "c"));
        assertEquals("c", query("b").choice("x", List.of("b", "c"), "c"));
        QueryParameters query = query("d");
        assertEquals("c", query.choice("a", List.of("b", "c"), "c"));
        assertEquals(List.of(ErrorCode.INVALID_CHOICE), query.violations().codes("a"));
    }

    private static QueryParameters query(String value) {
        MultivaluedHashMap<String, String> sent = new MultivaluedHashMap<>();
        sent.add("a", value);
        return new QueryParameters(sent, Set.of("a"));
    }
}
