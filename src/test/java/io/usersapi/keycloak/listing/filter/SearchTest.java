package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a search is compared before the names are brought into lower case. */
class SearchTest {

    @ParameterizedTest
    @CsvSource({
        "lovelace42,            %42%",
        "a.lovelace-kleene1999, %1999%",
        "@example,              %@%",
        "1-22-3,                %22%",
        "a_b,                   %!_%",
        "ömer 2,                %2%"
    })
    void digitsAndSignsAreComparedAsTheyAre(String text, String caseless) {
        assertEquals(Optional.of(caseless), Search.of(text).caseless());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lovelace", "o'neill", "jean-luc", "田太郎", "ada lovelace", "%"})
    void lettersAndWhatNamesOftenHaveAreNot(String text) {
        assertEquals(Optional.empty(), Search.of(text).caseless());
    }

    @Test
    void theWholeTextIsAlwaysCompared() {
        assertEquals("%a!_b 2!%%", Search.of("a_b 2%").pattern());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "ömer", "a42", "al b", "a de", "42@", "weißkopf", "ab cd", "ο δυσ"})
    void anIndexFindsTextsOfThreeLetters(String text) {
        assertTrue(Search.of(text).hasTrigrams());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ad", "%%%", "@.-", "a b c", "a-b", "12", "ß"})
    void aShorterTextIsNotLookedForInAnIndex(String text) {
        assertFalse(Search.of(text).hasTrigrams());
    }

    /** So that an index which has only such names serves it. */
    @Test
    void aLetterOfManyFormsIsLookedForInNamesThatHaveAny() {
        String condition = Search.of("groß").condition(UnaryOperator.identity());
        assertTrue(condition.contains(Letters.anyTrace() + " and ("), condition);
        assertTrue(condition.contains(Search.LOWER_NAME + " like :folded escape '!' or"), condition);
        assertTrue(Search.of("groß").indexedCondition().contains(Letters.anyTrace() + " and ("), condition);
    }

    @Test
    void namesAreComparedAsTheyStandFirstWhereThatCanTell() {
        assertEquals(
                "(u.email like :search escape '!' or " + Search.NAME + " like :caseless escape '!' and "
                        + Search.LOWER_NAME + " like :search escape '!')",
                Search.of("a1").condition(UnaryOperator.identity()));
        assertEquals(
                "(u.email like :search escape '!' or " + Search.LOWER_NAME + " like :search escape '!')",
                Search.of("ada").condition(UnaryOperator.identity()));
    }

    @Test
    void anIndexServesAddressAndNameTogether() {
        String found = Search.ADDRESS_AND_NAME + " like :search escape '!'";
        String folded = Letters.foldedExpression(Search.LOWER_NAME) + " like :folded escape '!'";
        assertEquals("(" + found + ")", Search.of("ada1").indexedCondition());
        assertEquals(
                "(" + found + " or (" + Letters.traces("lisa") + " and (" + folded + ")))",
                Search.of("lisa").indexedCondition());
        assertEquals(
                "(" + Search.ADDRESS_AND_NAME + " like :folded escape '!' and " + Search.LOWER_NAME
                        + " like :folded escape '!' or " + found + " or (" + Letters.anyTrace() + " and (" + folded
                        + ")))",
                Search.of("groß").indexedCondition());
    }

    /** The index is asked for a few groups of letters of a long text, and what it finds is compared with the whole text. */
    @Test
    void aLongTextIsFoundByAFewGroupsAndComparedAsAWhole() {
        String found = Search.ADDRESS_AND_NAME + " like :searchApart escape '!' and " + Search.ADDRESS_AND_NAME_AS_READ
                + " like :search";
        assertEquals("(" + found + " escape '!')", Search.of("adam.york42").indexedCondition());
        assertEquals(
                "((" + found + " escape '!') or (" + found + "Loose escape '!') and " + Search.NAME
                        + " like '%  %' and " + Blanks.foldedExpression(Search.LOWER_NAME)
                        + " like :search escape '!')",
                Search.of("adam byron york").indexedCondition());
        assertTrue(Search.of("großmann-york")
                .indexedCondition()
                .startsWith("(" + Search.ADDRESS_AND_NAME + " like :foldedApart escape '!' and " + Search.LOWER_NAME
                        + " like :folded escape '!' or " + found + " escape '!' or ("));
    }

    /** Hibernate refuses a value for a parameter that its query has not. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ada", "adam byron york", "lisa lovelace-kleene", "großmann-york", "ömer lütfi akadlı", "ada b"})
    void eachValueHasItsPlaceInTheCondition(String text) {
        String condition = Search.of(text).indexedCondition();
        for (String parameter : Search.of(text).indexedParameters().keySet()) {
            assertTrue(condition.contains(" :" + parameter + " "), () -> parameter + " is not in " + condition);
        }
    }

    @Test
    void aBlankIsAlsoLookedForInNamesThatHaveSeveral() {
        String unfolded = Search.NAME + " like '%  %' and " + Blanks.foldedExpression(Search.LOWER_NAME);
        String plain = Search.LOWER_NAME + " like :search escape '!'";
        assertEquals(
                "(u.email like :search escape '!' or (" + plain + " or " + unfolded + " like :search escape '!'))",
                Search.of("ada b").condition(UnaryOperator.identity()));
        assertEquals(
                "((" + Search.ADDRESS_AND_NAME + " like :search escape '!') or (" + Search.ADDRESS_AND_NAME
                        + " like :searchLoose escape '!') and " + unfolded + " like :search escape '!')",
                Search.of("ada b").indexedCondition());
    }

    /** An index of trigrams finds two letters with the blank before them, or with the blank behind them. */
    @ParameterizedTest
    @CsvSource({"ada b, %ada %b%", "al b, %al %b%", "a de, %a% de%", "o a de, %o% a% de%"})
    void aLoosePatternKeepsATrigram(String text, String loose) {
        assertEquals(loose, Search.of(text).indexedParameters().get("searchLoose"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", " ada", "ada "})
    void aBlankAtAnEndIsOneHoweverManyAreStored(String text) {
        assertEquals(Set.of("search"), Search.of(text).indexedParameters().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "ADA,   search=%ada%",
        "lisa,  search=%lisa%, folded=%lisa%",
        "groß,  search=%groß%, folded=%gross%",
        "50%,   search=%50!%%, caseless=%50%",
        "ömer,  search=%ömer%, searchDecomposed=%o\u0308mer%",
        "öß,    search=%öß%, searchDecomposed=%o\u0308ß%, folded=%öss%, foldedDecomposed=%o\u0308ss%",
    })
    void aTextIsLookedForInAllItsForms(ArgumentsAccessor row) {
        Map<String, String> forms = row.toList().stream()
                .skip(1)
                .map(form -> String.valueOf(form).split("=", 2))
                .collect(Collectors.toMap(form -> form[0], form -> form[1]));
        Search search = Search.of(row.getString(0));
        assertEquals(forms, search.parameters());
        forms.remove("caseless");
        assertEquals(forms, search.indexedParameters());
    }

    @ParameterizedTest
    @CsvSource({
        "love,     Ada Lovelace, true",
        "LOVE,     Ada Lovelace, true",
        "gross,    Groß,         true",
        "groß,     GROSS,        true",
        "istanbul, İSTANBUL,     true",
        "ömer,     O\u0308mer,   true",
        "%,        Ada,          false",
        "lovelaces, Lovelace,    false",
        "ada,      ,             false",
    })
    void whatNoDatabaseComparesIsComparedAlike(String text, String value, boolean found) {
        assertEquals(found, Search.of(text).isIn(value));
    }
}
