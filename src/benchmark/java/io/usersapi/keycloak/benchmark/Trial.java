package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the load generator, a process of its own, is to measure.
 *
 * @param size how many users the realms have
 * @param rows what is measured, in this order
 * @param seconds how long each side of a row of this API is measured, in all its rounds
 * @param guestSeconds how long each side of a row of Keycloak's own requests is measured
 * @param warmup how long each side of a row runs before, in seconds
 * @param besideServer another server that the rows need, where it runs: without the extension, or with an earlier version of it
 * @param cursor behind nine tenths of the users
 * @param directory where the samples are: ids and addresses, and addresses of users that have a password
 * @param results where the comparisons are appended
 */
record Trial(
        int size,
        List<Row> rows,
        int seconds,
        int guestSeconds,
        int warmup,
        URI server,
        Optional<URI> besideServer,
        String cursor,
        Path directory,
        Path results) {

    /** Sides take turns, so that a hiccup of the machine hits both. */
    static final int ROUNDS = 5;

    static final int CONNECTIONS = 2;

    /** How many users stand before the deep page. */
    static int deep(int size) {
        return size / 10 * 9;
    }

    Path sample(BenchmarkRealm realm) {
        return directory.resolve("sample-" + realm.realmName() + ".tsv");
    }

    Path signingIn(BenchmarkRealm realm) {
        return directory.resolve("signing-in-" + realm.realmName() + ".txt");
    }

    /** Its rows once, and nothing kept of them. */
    Trial warmUp(List<Row> all, int warmUpSeconds) {
        return new Trial(
                size,
                all,
                warmUpSeconds,
                warmUpSeconds,
                0,
                server,
                besideServer,
                cursor,
                directory,
                directory.resolve("warm-up.tsv"));
    }

    int seconds(Row row) {
        return row.kind() == Row.Kind.API ? seconds : guestSeconds;
    }

    /** How often a side has its turn. What differs by a few percent has more turns, where it is measured for longer. */
    int rounds(Row row) {
        return row.kind() == Row.Kind.API ? ROUNDS : Math.max(ROUNDS, guestSeconds);
    }

    boolean hasRowOf(Row.Kind kind) {
        return rows.stream().anyMatch(row -> row.kind() == kind);
    }

    Map<String, String> toProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("trial.size", String.valueOf(size));
        properties.put("trial.rows", rows.stream().map(Row::name).collect(Collectors.joining(",")));
        properties.put("trial.seconds", String.valueOf(seconds));
        properties.put("trial.guestSeconds", String.valueOf(guestSeconds));
        properties.put("trial.warmup", String.valueOf(warmup));
        properties.put("trial.server", server.toString());
        properties.put("trial.besideServer", besideServer.map(URI::toString).orElse(""));
        properties.put("trial.cursor", cursor);
        properties.put("trial.directory", directory.toString());
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
                Integer.getInteger("trial.guestSeconds"),
                Integer.getInteger("trial.warmup"),
                URI.create(System.getProperty("trial.server")),
                Optional.of(System.getProperty("trial.besideServer"))
                        .filter(beside -> !beside.isEmpty())
                        .map(URI::create),
                System.getProperty("trial.cursor"),
                Path.of(System.getProperty("trial.directory")),
                Path.of(System.getProperty("trial.results")));
    }
}
