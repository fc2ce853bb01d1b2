package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

class AttributeFilterTest {

    @ParameterizedTest
    @CsvSource({
        "department:sales, department, sales",
        "a:b:c,            a,          b:c",
        "a::,              a,          :",
        "'a: b ',          a,          ' b '",
        "'a:b\n\tc',       a,          'b\n\tc'",
    })
    void theFirstColonEndsTheName(String text, String name, String value) {
        assertEquals(List.of(new AttributeFilter(name, value)), AttributeFilter.of(query(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", ":", "a:", ":b", "a: ", "a\n:b", "a\u0000:b", "a:b\u0000", "a:\uD83D"})
    void whatHasNoNameOrNoValueOrUnsoundCharactersIsNoted(String text) {
        assertInvalid(text);
    }

    @Test
    void aNameHas255CharactersAndAValue2048AndNotOneMore() {
        String name = "n".repeat(255);
        String value = "v".repeat(2048);
        assertEquals(List.of(new AttributeFilter(name, value)), AttributeFilter.of(query(name + ":" + value)));
        assertInvalid(name + "n:v");
        assertInvalid("n:v" + value);
    }

    @Test
    void aRequestHasThreeFiltersAndNotOneMore() {
        QueryParameters three = query("a:1", "a:2", "b:3");
        assertEquals(3, AttributeFilter.of(three).size());
        assertTrue(three.violations().isEmpty());
        QueryParameters four = query("a:1", "a:2", "b:3", "c:4");
        assertEquals(List.of(), AttributeFilter.of(four));
        assertEquals(List.of(ErrorCode.TOO_LONG), four.violations().codes("attribute"));
    }

    @Test
    void aGoodFilterStaysBesideABadOne() {
        assertEquals(List.of(new AttributeFilter("a", "1")), AttributeFilter.of(query("a:1", "b")));
    }

    @ParameterizedTest
    @CsvSource({"department, sales, true", "department, Sales, false", "department, sale, false", "team, sales, false"})
    void aUserPassesWhoHasTheValueLetterByLetter(String name, String value, boolean passes) {
        InMemoryUserAdapter user = new InMemoryUserAdapter(null, null, "ada");
        user.setAttribute("department", List.of("support", "sales"));
        assertEquals(passes, new AttributeFilter(name, value).matches(user));
    }

    private static void assertInvalid(String text) {
        QueryParameters query = query(text);
        assertEquals(List.of(), AttributeFilter.of(query));
        assertEquals(List.of(ErrorCode.INVALID_VALUE), query.violations().codes("attribute"));
    }

    private static QueryParameters query(String... texts) {
        MultivaluedHashMap<String, String> sent = new MultivaluedHashMap<>();
        sent.addAll("attribute", texts);
        return new QueryParameters(sent, Set.of("attribute"), Set.of("attribute"));
    }
}
