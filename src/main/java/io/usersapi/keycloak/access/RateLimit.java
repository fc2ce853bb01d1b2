package io.usersapi.keycloak.access;

import io.usersapi.keycloak.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * So many in any span of time, counted over all nodes: each takes one of a number of places in Keycloak's
 * {@code SingleUseObjectProvider}, and a place is free again when the span is over.
 */
public final class RateLimit {

    private static final String TAKEN_AT = "at";

    private final SingleUseObjectProvider store;
    private final String name;
    private final int places;
    private final long seconds;

    /**
     * @param name what is counted, for whom
     * @param places how many may be within {@code span}; 0 is no limit
     */
    public RateLimit(KeycloakSession session, String name, int places, Duration span) {
        this.store = session.singleUseObjects();
        this.name = "users-api.limit." + name + ".";
        this.places = places;
        this.seconds = span.toSeconds();
    }

    /** A place that was taken. */
    public final class Place {
        private final String key;

        private Place(String key) {
            this.key = key;
        }

        /** Gives the place back: what it was taken for did not happen. */
        public void free() {
            if (key != null) {
                store.remove(key);
            }
        }
    }

    /**
     * Takes a place.
     *
     * @throws ProblemException 429 with {@code Retry-After} where all places are taken
     */
    public Place take() {
        if (places == 0) {
            return new Place(null);
        }
        for (int place = 0; place < places; place++) {
            String key = name + place;
            if (store.putIfAbsent(key, seconds)) {
                // Kept until the end of the transaction only if it succeeds; good enough to tell when to come back.
                store.put(key + TAKEN_AT, seconds, Map.of(TAKEN_AT, Integer.toString(Time.currentTime())));
                return new Place(key);
            }
        }
        throw ProblemException.tooManyRequests(secondsUntilFree());
    }

    private long secondsUntilFree() {
        long now = Time.currentTime();
        long free = now + seconds;
        for (int place = 0; place < places; place++) {
            Map<String, String> taken = store.get(name + place + TAKEN_AT);
            if (taken != null) {
                free = Math.min(free, Long.parseLong(taken.get(TAKEN_AT)) + seconds);
            }
        }
        return Math.max(1, free - now);
    }
}
