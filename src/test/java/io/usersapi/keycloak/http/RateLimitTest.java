package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.util.Time;
import org.keycloak.models.SingleUseObjectProvider;

/** What a limit costs the cache that all nodes share, and that it holds. */
class RateLimitTest {

    private static final int SPAN = 60;

    private final CountingStore store = new CountingStore();

    @AfterEach
    void setClockRight() {
        Time.setOffset(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 17, 100, 1000})
    void letsAsManyInAsItSaysAndNoMore(int places) {
        for (int taken = 0; taken < places; taken++) {
            take(places);
            store.commit();
        }
        assertThrows(ProblemException.class, () -> take(places));
        Time.setOffset(SPAN + 1);
        take(places);
    }

    @Test
    void costsAboutTheSameWhateverTheLimit() {
        int most = 0;
        for (int taken = 0; taken < 1000; taken++) {
            most = Math.max(most, callsOf(() -> take(1000)));
            store.commit();
        }
        assertTrue(most <= 25, most + " calls for a success");
        int refused = callsOf(() -> assertThrows(ProblemException.class, () -> take(1000)));
        assertTrue(refused <= 30, refused + " calls for a refusal");
    }

    @Test
    void letsInWhatIsWithinTheLimitBeforeOthersAreCommitted() {
        for (int taken = 0; taken < 500; taken++) {
            take(1000);
        }
        assertTrue(callsOf(() -> take(1000)) <= 40);
    }

    @Test
    void holdsInAnySpanOfTime() {
        List<Integer> taken = new ArrayList<>();
        for (int second = 0; second < 5 * SPAN; second += 7) {
            Time.setOffset(second);
            for (int attempt = 0; attempt < 30; attempt++) {
                if (isTaken(100)) {
                    taken.add(second);
                    store.commit();
                }
            }
        }
        for (int start : taken) {
            long within = taken.stream()
                    .filter(time -> time >= start && time < start + SPAN)
                    .count();
            assertTrue(within <= 100, within + " from second " + start);
        }
        assertTrue(taken.size() >= 400, taken.size() + " in five minutes");
    }

    /** As where the cache is on another node: what is found free is taken by others when the answer comes. */
    @ParameterizedTest
    @ValueSource(ints = {20, 100, 1000})
    void letsInWhatIsWithinTheLimitHoweverManyComeAtTheSameInstant(int places) {
        store.quicker = places - 1;
        take(places);
        assertThrows(ProblemException.class, () -> take(places));
    }

    @Test
    void givesAPlaceBack() {
        take(2);
        RateLimit.Place place = take(2);
        store.commit();
        assertThrows(ProblemException.class, () -> take(2));
        place.free();
        take(2);
    }

    @Test
    void countsNothingWithoutALimit() {
        assertEquals(0, callsOf(() -> take(0)));
    }

    private RateLimit.Place take(int places) {
        return new RateLimit(store, "test", places, Duration.ofSeconds(SPAN)).take();
    }

    private boolean isTaken(int places) {
        try {
            return take(places) != null;
        } catch (ProblemException full) {
            return false;
        }
    }

    private int callsOf(Runnable act) {
        int before = store.calls;
        act.run();
        return store.calls - before;
    }

    /** As Keycloak's: what is put is seen when the transaction is over, what is put if absent is seen at once. */
    private static final class CountingStore implements SingleUseObjectProvider {
        private record Entry(long until, Map<String, String> notes) {}

        private final Map<String, Entry> entries = new HashMap<>();
        private final Map<String, Entry> uncommitted = new HashMap<>();
        private int calls;
        /** How many others take a place right before a request would. */
        private int quicker;

        void commit() {
            entries.putAll(uncommitted);
            uncommitted.clear();
        }

        private Entry living(String key) {
            calls++;
            Entry entry = entries.get(key);
            return entry == null || entry.until() <= Time.currentTime() ? null : entry;
        }

        @Override
        public void put(String key, long lifespanSeconds, Map<String, String> notes) {
            calls++;
            uncommitted.put(key, new Entry(Time.currentTime() + lifespanSeconds, notes));
        }

        @Override
        public Map<String, String> get(String key) {
            Entry entry = living(key);
            return entry == null ? null : entry.notes();
        }

        @Override
        public Map<String, String> remove(String key) {
            Entry entry = living(key);
            entries.remove(key);
            return entry == null ? null : entry.notes();
        }

        @Override
        public boolean replace(String key, Map<String, String> notes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean putIfAbsent(String key, long lifespanInSeconds) {
            if (living(key) != null) {
                return false;
            }
            if (quicker > 0) {
                quicker--;
                entries.put(key, new Entry(Time.currentTime() + lifespanInSeconds, Map.of()));
                return false;
            }
            entries.put(key, new Entry(Time.currentTime() + lifespanInSeconds, Map.of()));
            return true;
        }

        @Override
        public boolean contains(String key) {
            return living(key) != null;
        }

        @Override
        public void close() {}
    }
}
