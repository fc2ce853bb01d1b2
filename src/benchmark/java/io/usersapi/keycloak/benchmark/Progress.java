package io.usersapi.keycloak.benchmark;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/** Says what runs, and about how long all the rest takes. */
final class Progress {

    /** Measured on two cores; only the forecast depends on them. */
    private static final double SEED_SECONDS_PER_USER = 90e-6;

    private static final double WALK_SECONDS_PER_USER = 45e-6;
    private static final int START_SECONDS = 60;
    private static final int GATLING_SECONDS = 8;
    private static final double WARM_UP_WORKS = 6;

    private double left = START_SECONDS;

    Progress(Options options) {
        left += warmUp(options);
        int before = 0;
        for (int size : options.sizes()) {
            left += seed(size - before) + walk(size) + load(size, options);
            before = size;
        }
    }

    static double seed(int users) {
        return users * SEED_SECONDS_PER_USER;
    }

    static double walk(int users) {
        return users * WALK_SECONDS_PER_USER;
    }

    static double load(int size, Options options) {
        return load(options.rowsAt(size), options.seconds(), options.warmup());
    }

    static double warmUp(Options options) {
        return load(options.rows(), options.serverWarmup(), options.warmup());
    }

    private static double load(Collection<Row> rows, int seconds, int warmup) {
        return GATLING_SECONDS
                + WARM_UP_WORKS * ComparisonSimulation.WARM_UPS * warmup
                + rows.stream().mapToInt(Row::times).sum() * 2.0 * (seconds + warmup);
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
