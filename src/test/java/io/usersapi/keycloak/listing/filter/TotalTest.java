package io.usersapi.keycloak.listing.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotalTest {

    @ParameterizedTest
    @CsvSource({"0, 10, 1", "1, 10, 1", "10, 10, 1", "11, 10, 2", "20, 10, 2", "21, 10, 3", "3, 1, 3"})
    void theLastPageIsNotLongerThanTheOthers(long count, int size, long lastPage) {
        assertEquals(lastPage, new Total(count, false).lastPage(size));
    }

    @Test
    void aTotalThatIsCappedHasNoLastPage() {
        assertNull(new Total(10, true).lastPage(5));
    }

    @Test
    void moreThanTheLimitIsToldAsTheLimit() {
        assertEquals(new Total(10, false), new Total(10, false).upTo(10));
        assertEquals(new Total(10, true), new Total(11, false).upTo(10));
    }
}
