package io.usersapi.keycloak.benchmark;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Says what runs, and about how long all the rest takes. */
final class Progress {

    /** Measured on two cores; only the forecast depends on them. */
    private static final double SEED_SECONDS_PER_USER = 150e-6;

    private static final double WALK_SECONDS_PER_USER = 45e-6;
    private static final double IMPORT_SECONDS_PER_USER = 400e-6;
    private static final int START_SECONDS = 60;
    private static final int GATLING_SECONDS = 8;
    private static final int WARM_UP_PAGES = 6;
    private static final int WARM_UP_OTHERS = 2;

    private double left = START_SECONDS;

    Progress(Options options) {
        left += warmUp(options)
                + beside(Row.Kind.JAR, options)
                + beside(Row.Kind.BEFORE, options)
                + imported(options.imported());
        boolean walks = options.rowsOf(Row.Kind.API).contains(Row.DEEP_CURSOR);
        int before = 0;
        for (int size : options.sizes()) {
            left += seed(size - before) + (walks ? walk(size) : 0) + load(size, options);
            before = size;
        }
    }

    static double seed(int users) {
        return users * SEED_SECONDS_PER_USER;
    }

    static double walk(int users) {
        return users * WALK_SECONDS_PER_USER;
    }

    static double imported(int users) {
        return users * IMPORT_SECONDS_PER_USER;
    }

    static double load(int size, Options options) {
        return load(options.rowsAt(size), options.seconds(), options.guestSeconds(), options.warmup());
    }

    static double warmUp(Options options) {
        return warmUp(options.rowsOf(Row.Kind.API, Row.Kind.GUEST), options.serverWarmup());
    }

    static double beside(Row.Kind kind, Options options) {
        List<Row> rows = options.rowsOf(kind);
        return rows.isEmpty()
                ? 0
                : 2 * START_SECONDS
                        + warmUp(rows, options.besideWarmup())
                        + load(rows, options.seconds(), options.guestSeconds(), options.warmup());
    }

    private static double warmUp(List<Row> rows, int seconds) {
        return load(rows, seconds, seconds, 0);
    }

    private static double load(List<Row> rows, int seconds, int guestSeconds, int warmup) {
        if (rows.isEmpty()) {
            return 0;
        }
        boolean pages = rows.stream().anyMatch(row -> row.kind() == Row.Kind.API);
        return GATLING_SECONDS
                + (pages ? WARM_UP_PAGES : WARM_UP_OTHERS) * ComparisonSimulation.WARM_UPS * Math.max(1, warmup)
                + rows.stream()
                                .mapToInt(row -> row.times() * (row.kind() == Row.Kind.API ? seconds : guestSeconds))
                                .sum()
                        * 2.0
                + rows.size() * 2.0 * warmup;
    }

    static double start() {
        return START_SECONDS;
    }

    /** @param forecast how many seconds this step takes */
    void step(String what, double forecast) {
        System.out.printf(
                "[%s] %s (about %s of %s left)%n",
                LocalTime.now().truncatedTo(ChronoUnit.SECONDS), what, words(forecast), words(left));
        left -= forecast;
    }

    static String words(double seconds) {
        Duration time = Duration.ofSeconds(Math.round(seconds));
        return time.toMinutes() == 0
                ? time.toSeconds() + " s"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
}
