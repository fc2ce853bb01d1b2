package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LettersTest {

    private static final Pattern REPLACED = Pattern.compile(", '([^']+)', '([^']+)'\\)");

    @ParameterizedTest
    @CsvSource({
        "ılgaz,          ilgaz",
        "i\u0307stanbul, istanbul",
        "İzmir,          izmir",
        "groß,           gross",
        "groẞ,           gross",
        "οδυσσευς,       οδυσσευσ",
        "οδυσσευΣ,       οδυσσευσ",
        "ömer,           ömer",
    })
    void allFormsOfALetterBecomeOne(String text, String folded) {
        assertEquals(folded, Letters.folded(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ılgaz i\u0307stanbul İzmir", "groß groẞ", "οδυσσευς Σ", "ada"})
    void theDatabaseReplacesWhatJavaReplaces(String text) {
        String expression = Letters.foldedExpression("name");
        String replaced = text;
        for (MatchResult step : REPLACED.matcher(expression).results().toList()) {
            replaced = replaced.replace(step.group(1), step.group(2));
        }
        assertEquals(Letters.folded(text), replaced);
    }

    @ParameterizedTest
    @CsvSource({"ada, ''", "lisa, ıİ\u0307", "ross, ßẞ", "σ, Σς", "osiss, ıİ\u0307ßẞ"})
    void aStoredNameIsLookedAtWhereItHasAFormOfALetterOfTheText(String text, String letters) {
        assertEquals(sorted(letters), tracesIn(Letters.traces(text), "u.firstName"));
        assertEquals(sorted(letters), tracesIn(Letters.traces(text), "u.lastName"));
    }

    @Test
    void withoutSuchALetterThereIsNoCondition() {
        assertEquals("", Letters.traces("ada"));
    }

    @Test
    void anyFormOfALetterLeavesATrace() {
        assertEquals(sorted("ıİ\u0307ßẞΣς"), tracesIn(Letters.anyTrace(), "u.firstName"));
    }

    /** The letters that a condition looks for in a column. */
    private static String tracesIn(String condition, String column) {
        StringBuilder letters = new StringBuilder();
        Pattern.compile(Pattern.quote(column) + " like '%(.)%'")
                .matcher(condition)
                .results()
                .forEach(trace -> letters.append(trace.group(1)));
        return sorted(letters.toString());
    }

    private static String sorted(String letters) {
        return letters.chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
