package io.usersapi.keycloak.listing.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.common.util.Time;

class LargeListsTest {

    private final String list = UUID.randomUUID().toString();

    @AfterEach
    void now() {
        Time.setOffset(0);
    }

    /** A clock can be set back, too. */
    @ParameterizedTest
    @CsvSource({"0, true", "9, true", "10, false", "3600, false", "-9, true", "-11, false"})
    void aListIsBelievedToBeLargeForTenSeconds(int later, boolean believed) {
        LargeLists.add(list);
        Time.setOffset(later);
        assertEquals(believed, LargeLists.contains(list));
    }

    @Test
    void ofAnotherListNothingIsKnown() {
        LargeLists.add(list);
        assertFalse(LargeLists.contains(list + "x"));
    }

    @Test
    void whatIsBelievedNoMoreIsForgottenWithTheNextList() {
        LargeLists.add(list);
        Time.setOffset(10);
        LargeLists.add(list + "x");
        Time.setOffset(0);
        assertFalse(LargeLists.contains(list));
    }
}
