package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlanksTest {

    private static final Pattern REPLACED = Pattern.compile(", '([^']*)', '([^']*)'\\)");

    @ParameterizedTest
    @CsvSource({
        "ada,       false",
        "ada king,  true",
        "' ada',    false",
        "'ada ',    false",
        "'ada  k',  false",
        "'a b  c',  true",
        "' ',       false",
        "'',        false"
    })
    void aSingleBlankBetweenTwoSignsMatters(String text, boolean matters) {
        assertEquals(matters, Blanks.matterIn(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'ada',             'ada'",
        "'ada king',        'ada king'",
        "'ada  king',       'ada king'",
        "'ada     king  l', 'ada king l'",
        "'  ada   ',        ' ada '",
        "'',                ''"
    })
    void theDatabaseMakesOneBlankOfSeveral(String name, String folded) {
        String replaced = name;
        for (MatchResult step : REPLACED.matcher(Blanks.foldedExpression("u.firstName"))
                .results()
                .toList()) {
            replaced = replaced.replace(step.group(1), step.group(2));
        }
        assertEquals(folded, replaced);
    }

    @ParameterizedTest
    @CsvSource({
        "%ada%,       %ada%",
        "%ada b%,     %ada %b%",
        "%al b%,      %al %b%",
        "%a de%,      %a% de%",
        "%o a de%,    %o% a% de%",
        "%田太 郎%,    %田太 %郎%",
        "%12 a%,      %12 %a%",
        "%ada king l%, %ada %king %l%"
    })
    void aLoosePatternHasRoomAtEachBlankAndKeepsATrigram(String pattern, String loose) {
        assertEquals(loose, Blanks.loose(pattern));
    }

    @Test
    void aStoredNameIsLookedAtWhereItHasTwoBlanksInARow() {
        assertEquals("u.firstName like '%  %'", Blanks.areIn("u.firstName"));
    }
}
