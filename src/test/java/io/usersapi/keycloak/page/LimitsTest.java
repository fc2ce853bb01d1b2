package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many users a page of the list can have, by the setting {@code max-page-size}. */
class LimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1000 | 20 50 100", "100 | 20 50 100", "99 | 20 50", "20 | 20", "19 | 19", "1 | 1"})
    void aPageHasNoMoreUsersThanTheApiLists(int most, String sizes) {
        assertEquals(sizes, String.join(" ", new Limits(most, 10).pageSizes()));
    }
}
