package io.usersapi.keycloak.benchmark;

import java.util.Arrays;

/**
 * How one side of a row did.
 *
 * @param count how often the work was done
 * @param failed how often an answer was not the expected one
 * @param rate per second, by all connections together
 * @param median in milliseconds
 * @param p99 in milliseconds
 */
record Measurement(int count, int failed, double rate, double median, double p99) {

    static Measurement of(long[] nanos, int failed, int connections) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        double busySeconds = Arrays.stream(sorted).sum() / 1e9;
        return new Measurement(
                sorted.length,
                failed,
                sorted.length == 0 ? 0 : sorted.length * connections / busySeconds,
                millis(sorted, 0.50),
                millis(sorted, 0.99));
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))] / 1e6;
    }

    /** As the load generator hands it over. */
    String line() {
        return count + "\t" + failed + "\t" + rate + "\t" + median + "\t" + p99;
    }

    static Measurement parse(String count, String failed, String rate, String median, String p99) {
        return new Measurement(
                Integer.parseInt(count),
                Integer.parseInt(failed),
                Double.parseDouble(rate),
                Double.parseDouble(median),
                Double.parseDouble(p99));
    }
}
