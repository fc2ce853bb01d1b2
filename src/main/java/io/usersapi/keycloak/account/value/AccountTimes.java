package io.usersapi.keycloak.account.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The form of times in answers. */
public final class AccountTimes {

    private AccountTimes() {}

    /** ISO 8601 in UTC to the millisecond, by which users are in order; null stays null. */
    public static String exact(Long epochMillis) {
        return epochMillis == null ? null : Instant.ofEpochMilli(epochMillis).toString();
    }

    /** ISO 8601 in UTC to the second, as {@code 2026-11-22T09:30:00Z}; null stays null. */
    public static String iso(Long epochMillis) {
        if (epochMillis == null) {
            return null;
        }
        // Instant would write by a formatter, and a page has two times for each user.
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
        // LocalDateTime does not write seconds that are 0.
        return time + (time.getSecond() == 0 ? ":00Z" : "Z");
    }
}
