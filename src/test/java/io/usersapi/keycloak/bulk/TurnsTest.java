package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnsTest {

    @ParameterizedTest
    @CsvSource({"16, 8", "8, 4", "3, 2", "2, 1"})
    void aCallerHasHalfOfTheTurns(int turns, int share) {
        assertEquals(share, Turns.share(turns));
    }
}
