package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which groups of letters of a long text an index is asked for. */
class TrigramsTest {

    @ParameterizedTest
    @CsvSource({
        "abcdefghi,               %abc%def%ghi%",
        "abc def ghi,             %abc%def%ghi%",
        "lovelace-kleene,         %ove%lac%kle%ene%",
        "xenias,                  ",
        "xenia.xenia.xenia,       %xen%xen%xen%",
        "ainex.ainex.ainex,       %nex%nex%nex%",
        "bartik499997,            %bar%tik%499%997%",
        "a1234567890,             %123%456%789%",
        "достоевский,             %дос%тое%вск%",
        "50%_off!yes-sir.off,     %off%yes%sir%off%",
    })
    void theyStandSideBySideFromWhereTheyAreTheRarest(String text, String pattern) {
        assertEquals(Optional.ofNullable(pattern), Trigrams.apart(text));
    }

    /** What a user shares with many others would find all of them. */
    @ParameterizedTest
    @CsvSource({
        "ann.li-jo@example.org,   %ann%.li%-jo%",
        "lovelace@example.org,    ",
        "@example.example.org,    ",
        "ann li jo,               %ann% li% jo%",
        "li jo anna,              ",
        "ann%li jo anna,          %ann% jo%ann%",
    })
    void whatFollowsTheAtSignIsLeftOutAndAShortWordIsNot(String text, String pattern) {
        assertEquals(Optional.ofNullable(pattern), Trigrams.apart(text));
    }

    /** The whole of a short text says more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ad",
                "ada",
                "lovelace",
                "a b c d e f",
                "adams b",
                "ab\uD835\uDC00cd.ef\uD835\uDC00 gh\uD835\uDC00"
            })
    void aTextOfFewGroupsHasNone(String text) {
        assertEquals(Optional.empty(), Trigrams.apart(text));
    }

    /** Otherwise users who have the text would not be found. */
    @Test
    void whateverContainsTheTextMatches() {
        String alphabet = "abcz1. -öж%@";
        Random random = new Random(1);
        int found = 0;
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(12 + round % 20, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            Optional<String> pattern = Trigrams.apart(text.toString());
            if (pattern.isPresent()) {
                String expression = Pattern.compile("[^%]+")
                        .matcher(pattern.get())
                        .replaceAll(part -> "\\\\Q" + part.group() + "\\\\E")
                        .replace("%", ".*");
                assertTrue(Pattern.matches(expression, "before" + text + "after"), () -> pattern + " for " + text);
                found++;
            }
        }
        assertTrue(found > 100, "so few texts had any: " + found);
    }
}
