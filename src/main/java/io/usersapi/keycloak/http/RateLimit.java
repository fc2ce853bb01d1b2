package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.SharedEntries;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * Limits how often something happens within a span of time, counted over all nodes. Each time takes one of a number of
 * places in Keycloak's {@code SingleUseObjectProvider}, and the place is free again when the span is over.
 *
 * <p>The places form a ring and are taken one after the other. So the places that are taken lie together, from the
 * oldest to the newest. The number of the newest place is kept as well. It may be a few requests old, since the cache
 * shows it only after their transactions. The search begins there: first in single steps, then in steps that double,
 * then back to the first free place. So the work grows with the logarithm of the limit, for a refusal as for a success.
 */
public final class RateLimit {

    private static final String TAKEN_AT = "at";
    private static final String NEXT = "next";
    /** Within these steps each place is looked at, so that small limits are counted exactly. */
    private static final int SINGLE_STEPS = 8;

    private final SingleUseObjectProvider store;
    private final String name;
    private final int places;
    private final long seconds;

    /**
     * A limit.
     *
     * @param name what is counted, and for whom
     * @param places how many times it may happen within {@code span}; 0 is no limit
     */
    public RateLimit(KeycloakSession session, String name, int places, Duration span) {
        this(SharedEntries.of(session), name, places, span);
    }

    RateLimit(SingleUseObjectProvider store, String name, int places, Duration span) {
        this.store = store;
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

        /** Gives the place back, where what it was taken for did not happen. */
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
        int next = next();
        for (OptionalInt free = firstFree(next); free.isPresent(); free = firstFree(next)) {
            // Other requests look for the same place at the same time; the second one takes a later place. Where all of
            // these are taken meanwhile, the search begins anew, and finds the places behind them.
            for (int step = 0; step < Math.min(places, SINGLE_STEPS); step++) {
                int place = (free.getAsInt() + step) % places;
                if (store.putIfAbsent(name + place, seconds)) {
                    return taken(place);
                }
            }
        }
        throw ProblemException.tooManyRequests(secondsUntilFree(next));
    }

    /**
     * Notes the time and the number of the place. The notes are stored only when the transaction commits. That is good
     * enough to know where to look and when a caller may come back.
     */
    private Place taken(int place) {
        String now = Integer.toString(Time.currentTime());
        store.put(name + place + TAKEN_AT, seconds, Map.of(TAKEN_AT, now));
        store.put(name + NEXT, seconds, Map.of(NEXT, Integer.toString((place + 1) % places)));
        return new Place(name + place);
    }

    private int next() {
        Map<String, String> next = store.get(name + NEXT);
        return next == null ? 0 : Integer.parseInt(next.get(NEXT)) % places;
    }

    private OptionalInt firstFree(int start) {
        int taken = -1;
        for (int step = 0; step < places; step = following(step)) {
            if (isFree(start + step)) {
                return OptionalInt.of(start + firstFree(start, taken, step));
            }
            taken = step;
        }
        return OptionalInt.empty();
    }

    private int following(int step) {
        return step < SINGLE_STEPS || step == places - 1 ? step + 1 : Math.min(step * 2, places - 1);
    }

    /** The first free place between one that is taken and one that is free, all counted from {@code start}. */
    private int firstFree(int start, int taken, int free) {
        int low = taken;
        int high = free;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (isFree(start + middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean isFree(int place) {
        return !store.contains(name + place % places);
    }

    /** In how many seconds a place becomes free. The oldest places follow the newest one in the ring. */
    private long secondsUntilFree(int next) {
        long now = Time.currentTime();
        long free = now + seconds;
        for (int step = 0; step < Math.min(places, SINGLE_STEPS); step++) {
            Map<String, String> taken = store.get(name + (next + step) % places + TAKEN_AT);
            if (taken != null) {
                free = Math.min(free, Long.parseLong(taken.get(TAKEN_AT)) + seconds);
            }
        }
        return Math.max(1, free - now);
    }
}
