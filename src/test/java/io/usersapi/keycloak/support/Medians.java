package io.usersapi.keycloak.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How long calls of several kinds take. */
public final class Medians {

    private Medians() {}

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
