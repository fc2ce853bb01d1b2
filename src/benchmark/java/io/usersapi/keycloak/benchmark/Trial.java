package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the load generator, a process of its own, is to measure.
 *
 * @param size how many users the realm has
 * @param rows what is measured, in this order
 * @param seconds how long each side of a row is measured, in all its rounds
 * @param warmup how long each side of a row runs before, in seconds
 * @param token of the caller, for both APIs
 * @param cursor behind nine tenths of the users
 * @param sample ids and addresses
 * @param signingIn addresses of users that have a password
 * @param results where the comparisons are appended
 */
record Trial(
        int size,
        List<Row> rows,
        int seconds,
        int warmup,
        URI server,
        String token,
        String cursor,
        Path sample,
        Path signingIn,
        Path results) {

    /** Sides take turns, so that a hiccup of the machine hits both. */
    static final int ROUNDS = 5;

    static final int CONNECTIONS = 2;

    /** How many users stand before the deep page. */
    static int deep(int size) {
        return size / 10 * 9;
    }

    /** The same in the same realm, but for what is measured, how long, and where it goes. */
    Trial of(List<Row> others, int otherSeconds, Path otherResults) {
        return new Trial(size, others, otherSeconds, warmup, server, token, cursor, sample, signingIn, otherResults);
    }

    Map<String, String> toProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("trial.size", String.valueOf(size));
        properties.put("trial.rows", rows.stream().map(Row::name).collect(Collectors.joining(",")));
        properties.put("trial.seconds", String.valueOf(seconds));
        properties.put("trial.warmup", String.valueOf(warmup));
        properties.put("trial.server", server.toString());
        properties.put("trial.token", token);
        properties.put("trial.cursor", cursor);
        properties.put("trial.sample", sample.toString());
        properties.put("trial.signingIn", signingIn.toString());
        properties.put("trial.results", results.toString());
        return properties;
    }

    static Trial fromSystemProperties() {
        return new Trial(
                Integer.getInteger("trial.size"),
                Stream.of(System.getProperty("trial.rows").split(","))
                        .map(Row::valueOf)
                        .toList(),
                Integer.getInteger("trial.seconds"),
                Integer.getInteger("trial.warmup"),
                URI.create(System.getProperty("trial.server")),
                System.getProperty("trial.token"),
                System.getProperty("trial.cursor"),
                Path.of(System.getProperty("trial.sample")),
                Path.of(System.getProperty("trial.signingIn")),
                Path.of(System.getProperty("trial.results")));
    }
}
