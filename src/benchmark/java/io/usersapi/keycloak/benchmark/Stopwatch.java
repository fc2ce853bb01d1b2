package io.usersapi.keycloak.benchmark;

import io.gatling.javaapi.core.Session;
import java.util.Arrays;

/**
 * Times one side of a row inside Gatling's sessions, from before the first request to behind the last check: Gatling's
 * own figures are whole milliseconds of single requests, too coarse for work of two milliseconds or of many requests.
 */
final class Stopwatch {

    private static final String STARTED = "started";

    private long[] nanos = new long[256];
    private int count;
    private int failed;

    static Session start(Session session) {
        return session.set(STARTED, System.nanoTime());
    }

    synchronized Session stop(Session session) {
        long passed = System.nanoTime() - session.getLong(STARTED);
        if (session.isFailed()) {
            failed++;
            return session.markAsSucceeded();
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = passed;
        return session;
    }

    /** How long each took that was answered as expected. */
    synchronized long[] nanos() {
        return Arrays.copyOf(nanos, count);
    }

    synchronized double mean() {
        return Arrays.stream(nanos, 0, count).average().orElse(0);
    }

    synchronized int failed() {
        return failed;
    }
}
