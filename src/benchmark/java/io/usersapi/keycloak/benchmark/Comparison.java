package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a row came to at a size of the realm.
 *
 * @param error the standard error of the ratio, as a part of it: what the turns have in common
 */
record Comparison(int size, Row row, Measurement ours, Measurement other, double error) {

    static Comparison of(int size, Row row, Turns ours, Turns other) {
        return new Comparison(size, row, ours.measurement(), other.measurement(), ours.errorOfRatio(other));
    }

    double ratio() {
        return ours.rate() / other.rate();
    }

    boolean isReached() {
        return ratio() >= row.target();
    }

    int failed() {
        return ours.failed() + other.failed();
    }

    void append(Path file) throws IOException {
        String line =
                String.join("\t", String.valueOf(size), row.name(), ours.line(), other.line(), String.valueOf(error));
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static List<Comparison> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(Comparison::parse).toList();
    }

    private static Comparison parse(String line) {
        String[] at = line.split("\t");
        return new Comparison(
                Integer.parseInt(at[0]),
                Row.valueOf(at[1]),
                Measurement.parse(at[2], at[3], at[4], at[5], at[6]),
                Measurement.parse(at[7], at[8], at[9], at[10], at[11]),
                Double.parseDouble(at[12]));
    }

    @Override
    public String toString() {
        return String.format(
                "%9.1f/s p50 %7.2f p99 %7.2f ms | other %9.1f/s p50 %7.2f p99 %7.2f ms | %.3f x (+- %.3f)%s",
                ours.rate(),
                ours.median(),
                ours.p99(),
                other.rate(),
                other.median(),
                other.p99(),
                ratio(),
                ratio() * error,
                failed() == 0 ? "" : " | FAILED " + failed());
    }
}
