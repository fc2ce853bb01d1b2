package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Ada", "山田", "😀", "a b", "\u00A0", "\uD83D\uDE00x"})
    void lettersSignsBlanksAndPairedSurrogatesAreSound(String text) {
        assertTrue(Characters.areSound(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\nb", "a\tb", "\u007F", "\u0085", "\uD83D", "a\uDE00", "\uDE00\uD83D"})
    void controlCharactersAndUnpairedSurrogatesAreNot(String text) {
        assertFalse(Characters.areSound(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ada", "a\nb", "a\r\nb", "\ta", "\n"})
    void aTextOfSeveralLinesMayHaveTabs(String text) {
        assertTrue(Characters.areSoundLines(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\n\u007F", "\u0085", "a\tb\uD83D"})
    void itMayHaveNoOtherControlCharactersAndUnpairedSurrogates(String text) {
        assertFalse(Characters.areSoundLines(text));
    }

    @Test
    void whatPeopleSeeAsOneCharacterCountsAsOne() {
        assertEquals(0, Characters.count(""));
        assertEquals(3, Characters.count("a😀b"));
    }
}
