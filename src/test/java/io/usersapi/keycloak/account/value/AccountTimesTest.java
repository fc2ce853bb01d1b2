package io.usersapi.keycloak.account.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTimesTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                59_999,
                60_000,
                3_599_999,
                3_600_000,
                1_795_339_800_000L,
                1_795_339_800_999L,
                -62_135_596_800_000L,
                253_402_300_800_000L,
                Long.MIN_VALUE,
                Long.MAX_VALUE
            })
    void aTimeIsWrittenAsInstantWritesItToTheSecond(long epochMillis) {
        assertEquals(
                Instant.ofEpochMilli(epochMillis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                AccountTimes.iso(epochMillis));
    }

    @ParameterizedTest
    @CsvSource({
        "0,             1970-01-01T00:00:00Z",
        "-1,            1969-12-31T23:59:59.999Z",
        "1795339800007, 2026-11-22T09:30:00.007Z",
    })
    void anExactTimeHasMilliseconds(long epochMillis, String text) {
        assertEquals(text, AccountTimes.exact(epochMillis));
    }

    @Test
    void anUnknownTimeIsNull() {
        assertNull(AccountTimes.iso(null));
        assertNull(AccountTimes.exact(null));
    }
}
