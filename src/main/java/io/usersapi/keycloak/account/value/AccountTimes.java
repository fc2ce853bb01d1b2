package io.usersapi.keycloak.account.value;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The form of times in answers. */
public final class AccountTimes {

    private AccountTimes() {}

    /**
     * The time in ISO 8601, in UTC, cut to the second, for example {@code 2026-11-22T09:30:00Z}; null for null.
     *
     * @param epochMillis milliseconds since 1970
     */
    public static String iso(Long epochMillis) {
        return epochMillis == null
                ? null
                : Instant.ofEpochMilli(epochMillis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }
}
