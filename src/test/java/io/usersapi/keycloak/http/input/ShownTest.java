package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {

    /** 255 characters, most of which have two chars. */
    private static final String LONGEST = "a" + "😀".repeat(254);

    @ParameterizedTest
    @ValueSource(strings = {"", "ada@example.org", "山田"})
    void whatMayNameAUserIsShownAsItWasSent(String text) {
        assertEquals(text, Shown.text(text));
    }

    @Test
    void aTextHas255CharactersAndALongerOneIsCut() {
        assertEquals(LONGEST, Shown.text(LONGEST));
        assertEquals("b".repeat(64), Shown.text("b".repeat(256)));
    }

    @ParameterizedTest
    @CsvSource({"'a\nb', a\uFFFDb", "'a\u0000', a\uFFFD", "a\uD83D, a\uFFFD", "\u202Ea, \uFFFDa"})
    void aNameHasNoCharactersThatCannotBeSeen(String name, String shown) {
        assertEquals(shown, Shown.name(name));
    }

    @Test
    void aTextWithControlCharactersIsShownAsAName() {
        assertEquals("a\uFFFDb", Shown.text("a\nb"));
    }

    @Test
    void aNameHas64CharactersAndNotOneMore() {
        assertEquals("a".repeat(64), Shown.name("a".repeat(64)));
        assertEquals("a".repeat(64), Shown.name("a".repeat(65)));
        assertEquals("a".repeat(63) + "\uFFFD", Shown.name("a".repeat(63) + "😀"));
    }
}
