package io.usersapi.cli;

import java.time.Duration;
import java.util.Optional;

/** How long a call waits before it is repeated: twice as long each time, and longer where the server asks for it. */
final class Pauses {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    private Duration own = FIRST;

    /**
     * The next pause.
     *
     * @param retryAfter the header {@code Retry-After} of the answer (RFC 9110, 10.2.3); other than a number of seconds counts as
     *     none, and more than a minute as a minute
     */
    Duration next(Optional<String> retryAfter) {
        Duration asked = retryAfter
                .filter(seconds -> seconds.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
        Duration bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        Duration next = own.compareTo(bounded) < 0 ? bounded : own;
        own = own.multipliedBy(2);
        return next;
    }
}
