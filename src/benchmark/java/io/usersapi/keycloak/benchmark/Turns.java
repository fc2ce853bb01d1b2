package io.usersapi.keycloak.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The turns of one side of a row, each with a stopwatch of its own. */
final class Turns {

    private final List<Stopwatch> turns;

    Turns(int count) {
        turns = Stream.generate(Stopwatch::new).limit(count).toList();
    }

    Stopwatch turn(int number) {
        return turns.get(number);
    }

    Measurement measurement() {
        return Measurement.of(
                turns.stream()
                        .flatMapToLong(turn -> Arrays.stream(turn.nanos()))
                        .toArray(),
                turns.stream().mapToInt(Stopwatch::failed).sum(),
                Trial.CONNECTIONS);
    }

    /**
     * How sure the ratio of the rates of this side and the other is: the standard error of the mean of the turns' ratios,
     * as logarithms, which for small values is a part of the ratio.
     */
    double errorOfRatio(Turns other) {
        double[] ratios = IntStream.range(0, turns.size())
                .filter(turn ->
                        turn(turn).nanos().length > 0 && other.turn(turn).nanos().length > 0)
                .mapToDouble(
                        turn -> Math.log(other.turn(turn).mean() / turn(turn).mean()))
                .toArray();
        double mean = Arrays.stream(ratios).average().orElse(0);
        double squares = Arrays.stream(ratios)
                .map(ratio -> (ratio - mean) * (ratio - mean))
                .sum();
        return ratios.length < 2 ? 0 : Math.sqrt(squares / (ratios.length - 1) / ratios.length);
    }
}
