package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PausesTest {

    @Test
    void areTwiceAsLongEachTimeAndMoreThanAMinuteInAll() {
        assertEquals("PT0.5S PT1S PT2S PT4S PT8S PT16S PT32S", seven(Optional.empty()));
    }

    @Test
    void areNoShorterThanTheServerAsksAndNotShortenedByIt() {
        assertEquals("PT5S PT5S PT5S PT5S PT8S PT16S PT32S", seven(Optional.of("5")));
    }

    @Test
    void areBoundedWhereTheServerAsksForMuch() {
        for (String much : List.of("61", "9999", "999999999")) {
            assertEquals(Duration.ofMinutes(1), new Pauses().next(Optional.of(much)), much);
        }
    }

    @Test
    void passOverWhatIsNoNumberOfSeconds() {
        for (String odd : List.of("", "-5", "5.5", "Wed, 21 Oct 2026 07:28:00 GMT", "9".repeat(40))) {
            assertEquals(Duration.ofMillis(500), new Pauses().next(Optional.of(odd)), odd);
        }
    }

    private static String seven(Optional<String> retryAfter) {
        Pauses pauses = new Pauses();
        return Stream.generate(() -> pauses.next(retryAfter))
                .limit(7)
                .map(Duration::toString)
                .collect(Collectors.joining(" "));
    }
}
