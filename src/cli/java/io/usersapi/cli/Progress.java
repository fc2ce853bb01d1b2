package io.usersapi.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** Prints how far the work is: rows, rows a second, failures, time left. */
final class Progress {

    private static final Duration PACE = Duration.ofSeconds(2);

    private final PrintWriter out;
    private final long total;
    private final long from;
    private final long rowsBefore;
    private final long begun = System.nanoTime();
    private long told = begun;

    /**
     * The progress of work that begins now.
     *
     * @param total the bytes of all work, or 0 where they are not known
     * @param from the bytes that were done before
     * @param rowsBefore the rows that were done before
     */
    Progress(PrintWriter out, long total, long from, long rowsBefore) {
        this.out = out;
        this.total = total;
        this.from = from;
        this.rowsBefore = rowsBefore;
    }

    /** Prints a line, every two seconds at most. */
    void at(long bytes, long rows, long failed) {
        if (System.nanoTime() - told >= PACE.toNanos()) {
            told = System.nanoTime();
            out.println(line(bytes, rows, failed));
            out.flush();
        }
    }

    String line(long bytes, long rows, long failed) {
        double seconds = Math.max((System.nanoTime() - begun) / 1e9, 0.001);
        StringBuilder line = new StringBuilder();
        line.append("%d rows, %.0f a second, %d failed".formatted(rows, (rows - rowsBefore) / seconds, failed));
        if (total > 0 && bytes > from) {
            long left = Math.round(seconds * (total - bytes) / (bytes - from));
            line.append(", %d %%, %d:%02d:%02d left"
                    .formatted(100 * bytes / total, left / 3600, left / 60 % 60, left % 60));
        }
        return line.toString();
    }
}
