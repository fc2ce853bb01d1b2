package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameTest {

    @ParameterizedTest
    @CsvSource({
        "Ada Lovelace,                 Ada,              Lovelace",
        "Ada King Lovelace,            Ada King,         Lovelace",
        "Madonna,                      Madonna,          ",
        "山田太郎,                      山田太郎,          ",
        "山田 太郎,                     山田,             太郎",
        "Martin Luther King Jr.,       Martin Luther King, Jr.",
        "Anna-Lena O'Brien,            Anna-Lena,        O'Brien",
        "Zoë 😀,                       Zoë,              😀",
        "محمد بن سلمان,                محمد بن,          سلمان",
    })
    void splitsAtTheLastBlank(String text, String first, String last) {
        assertEquals(Optional.of(new PersonName(first, last)), PersonName.parse(text, new Violations(), "name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada Lovelace",
                "Ada King Lovelace",
                "Madonna",
                "山田太郎",
                "山田　太郎",
                "Ada King\u00A0Lovelace",
                "Ada\u00A0King Lovelace",
                "e\u0301mile Zola"
            })
    void comesBackExactlyAsSent(String text) {
        assertEquals(text, roundTrip(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'  Ada Lovelace ', Ada Lovelace",
        "'Ada   King  Lovelace', Ada King Lovelace",
        "'\u00A0Ada\u3000\u3000Lovelace\u2003', Ada Lovelace",
    })
    void foldsOuterAndRepeatedBlanks(String text, String folded) {
        assertEquals(folded, roundTrip(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'Ada ',          Lovelace,               Ada Lovelace",
        "' Ada  King',    '\u3000Lovelace\u00A0', Ada King Lovelace",
        "'\u2003Ada  ',  ,                       Ada",
        "'\u00A0',       ' Lovelace ',           Lovelace",
        "'\u00A0',       '\u2003',              ",
        "'A  ',           'B',                    A B",
    })
    void foldsBlanksThatSomebodyElseGave(String first, String last, String shown) {
        assertEquals(shown, PersonName.join(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u00A0", "\u3000\u2003"})
    void refusesBlanksOnly(String text) {
        assertRefused(text, ErrorCode.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada\nLovelace", "Ada\tLovelace", "Ada\u0000", "Ada\u007F", "Ada\u0085", "Ada\uD83D"})
    void refusesControlCharactersAndBrokenUnicode(String text) {
        assertRefused(text, ErrorCode.INVALID_CHARACTERS);
    }

    @Test
    void takes255CodePointsAndNotOneMore() {
        String longest = "😀".repeat(255);
        assertEquals(longest, roundTrip(longest));
        assertEquals(longest, roundTrip("  " + longest + "  "));
        assertEquals(List.of(), lengthCodes(longest));
        assertEquals(List.of(ErrorCode.TOO_LONG), lengthCodes(longest + "x"));
    }

    /** Keycloak has two columns for a name, and the console fills both. */
    @Test
    void readsANameThatAUserCanHaveAndNoLongerOne() {
        String kept = "😀".repeat(255) + " " + "😀".repeat(255);
        assertEquals(kept, roundTrip(kept));
        assertEquals(Map.of(), name(kept).inProfile());
        assertRefused(kept + "x", ErrorCode.TOO_LONG);
    }

    @Test
    void joinsThePartsThatAreThere() {
        assertEquals("Ada Lovelace", PersonName.join("Ada", "Lovelace"));
        assertEquals("Ada", PersonName.join("Ada", null));
        assertEquals("Lovelace", PersonName.join("", "Lovelace"));
        assertNull(PersonName.join(null, null));
        assertNull(PersonName.join(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "Ada King,  Lovelace,      true",
        "Ada,       King Lovelace, true",
        "Ada King Lovelace, '',    true",
        "' Ada ',   'King  Lovelace', true",
        "Ada King,  ,              false",
        "ada king,  lovelace,      false",
        "Ada,       Lovelace,      false",
        ",          ,              false",
    })
    void isTheSameWhereverItIsSplit(String first, String last, boolean same) {
        assertEquals(same, new PersonName("Ada King", "Lovelace").isMadeBy(first, last));
    }

    @Test
    void clearsTheLastNameInKeycloaksProfileWhereItHasNone() {
        assertEquals(
                Map.of("firstName", List.of("Ada"), "lastName", List.of("Lovelace")),
                new PersonName("Ada", "Lovelace").inProfile());
        assertEquals(
                Map.of("firstName", List.of("山田太郎"), "lastName", List.of()), new PersonName("山田太郎", null).inProfile());
    }

    private static String roundTrip(String text) {
        PersonName name = name(text);
        return PersonName.join(name.first(), name.last());
    }

    private static PersonName name(String text) {
        return PersonName.parse(text, new Violations(), "name").orElseThrow();
    }

    private static List<ErrorCode> lengthCodes(String text) {
        Violations violations = new Violations();
        name(text).checkLength(violations, "name");
        return violations.codes("name");
    }

    private static void assertRefused(String text, ErrorCode code) {
        Violations violations = new Violations();
        assertEquals(Optional.empty(), PersonName.parse(text, violations, "name"));
        assertEquals(List.of(code), violations.codes("name"));
    }
}
