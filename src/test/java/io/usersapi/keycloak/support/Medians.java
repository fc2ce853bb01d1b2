package io.usersapi.keycloak.support;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How long calls of several kinds take. */
public final class Medians {

    private static final int TRIES = 3;

    private Medians() {}

    /**
     * Fails where the slowest kind takes longer than the quickest by this factor, each time that it is measured: what else
     * the machine does makes a difference once, and one that the code makes is always there.
     */
    public static void assertAlike(Map<String, Supplier<Answer>> kinds, int rounds, double factor) {
        List<Map<String, Long>> measured = new ArrayList<>();
        while (measured.size() < TRIES) {
            Map<String, Long> medians = inMicroseconds(kinds, rounds);
            if (Collections.max(medians.values()) < Collections.min(medians.values()) * factor) {
                return;
            }
            measured.add(medians);
        }
        fail(measured.toString());
    }

    /** The medians by kind. Interleaved, so that whatever else the machine does slows every kind alike. */
    public static Map<String, Long> inMicroseconds(Map<String, Supplier<Answer>> kinds, int rounds) {
        Map<String, List<Long>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            kinds.forEach((kind, act) -> {
                long start = System.nanoTime();
                act.get();
                samples.computeIfAbsent(kind, ignored -> new ArrayList<>()).add((System.nanoTime() - start) / 1000);
            });
        }
        Map<String, Long> medians = new LinkedHashMap<>();
        samples.forEach((kind, times) ->
                medians.put(kind, times.stream().sorted().toList().get(rounds / 2)));
        return medians;
    }
}
