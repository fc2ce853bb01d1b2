package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The figures of a run as Markdown. In a page that is there already only the part between the two marks is replaced: what
 * people wrote around it stays.
 */
final class Report {

    private static final String BEGIN = "<!-- figures: written by mvn -Pbenchmark -->";
    private static final String END = "<!-- end of the figures -->";
    private static final int SMALL_SIZE = 10_000;
    private static final double SIZE_TARGET = 0.8;

    private final Options options;
    private final List<Comparison> comparisons;
    private final Memory memory;
    private final String database;

    Report(Options options, List<Comparison> comparisons, Memory memory, String database) {
        this.options = options;
        this.comparisons = comparisons;
        this.memory = memory;
        this.database = database;
    }

    /** What the heap held while all users were read. */
    record Memory(HeapCurve heap, int users, Duration time) {

        @Override
        public String toString() {
            return String.format(
                    "heap after full collections: %.1f MiB in the first third, %.1f in the last, %.1f at most",
                    heap.third(0), heap.third(2), heap.greatest());
        }
    }

    void write(Path file) throws IOException {
        String page = Files.exists(file) ? Files.readString(file) : "# Performance\n\n" + BEGIN + END + "\n";
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(file + " lacks the lines " + BEGIN + " and " + END);
        }
        Files.writeString(
                file, page.substring(0, begin) + BEGIN + "\n\n" + circumstances() + tables() + page.substring(end));
    }

    private String circumstances() {
        return """
                %s, %s, %s, server heap %s. Load, server and database share this machine; %d connections.

                ```sh
                mvn -Pbenchmark -Dbenchmark.sizes=%s -Dbenchmark.seconds=%d -Dbenchmark.guest-seconds=%d -Dbenchmark.warmup=%d -Dbenchmark.server-warmup=%d -Dbenchmark.heap=%s
                ```

                ![Latency against realm size](performance.png)

                """
                .formatted(
                        LocalDate.now(),
                        Machine.describe(),
                        System.getProperty("benchmark.versions") + ", " + database,
                        options.heap(),
                        Trial.CONNECTIONS,
                        options.sizes().stream().map(String::valueOf).collect(Collectors.joining(",")),
                        options.seconds(),
                        options.guestSeconds(),
                        options.warmup(),
                        options.serverWarmup(),
                        options.heap());
    }

    String tables() {
        return "## Side by side, " + users(options.mainSize()) + "\n\n" + sideBySide()
                + "\n## By the size of the realm\n\n" + bySize() + "\n" + largeAgainstSmall() + memory()
                + new GuestReport(comparisons).tables();
    }

    private String sideBySide() {
        return "| Work | Against | Ours/s | p50 ms | p99 ms | Theirs/s | p50 ms | p99 ms | Ratio | At least | Reached |\n"
                + "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n"
                + comparisons.stream()
                        .filter(at -> at.row().kind() == Row.Kind.API && at.size() == options.mainSize())
                        .map(Report::line)
                        .collect(Collectors.joining());
    }

    private static String line(Comparison at) {
        return "| %s | %s | %s | %s | %s | %s | %s%s |\n"
                .formatted(
                        at.row().work(),
                        at.row().against(),
                        side(at.ours()),
                        side(at.other()),
                        number(at.ratio()) + " ×",
                        at.row().target() == 0 ? "" : at.row().target() + " ×",
                        at.row().target() == 0 ? "" : at.isReached() ? "yes" : "**no**",
                        at.failed() == 0 ? "" : ", " + at.failed() + " failed");
    }

    static String side(Measurement side) {
        return number(side.rate()) + " | " + number(side.median()) + " | " + number(side.p99());
    }

    /** The median latency of both sides of the rows that are measured at every size. */
    private String bySize() {
        StringBuilder table = new StringBuilder("| p50 ms |");
        options.sizes().forEach(size -> table.append(' ').append(users(size)).append(" |"));
        table.append("\n|---|").append("--:|".repeat(options.sizes().size())).append('\n');
        for (Row row : Row.values()) {
            if (row.kind() != Row.Kind.API || !row.isAtEverySize()) {
                continue;
            }
            table.append(series(row.work(), row, Comparison::ours));
            if (!row.isAgainstOurFirstPage()) {
                table.append(series(row.against(), row, Comparison::other));
            }
        }
        return table.toString();
    }

    private String series(String name, Row row, Function<Comparison, Measurement> side) {
        return "| " + name + " |"
                + options.sizes().stream()
                        .map(size -> at(size, row)
                                .map(at -> " " + number(side.apply(at).median()) + " |")
                                .orElse(" |"))
                        .collect(Collectors.joining())
                + "\n";
    }

    private String largeAgainstSmall() {
        int small = options.sizes().contains(SMALL_SIZE)
                ? SMALL_SIZE
                : options.sizes().get(0);
        int large = options.largestSize();
        if (small == large) {
            return "";
        }
        StringBuilder table = new StringBuilder("| Rate at " + users(large) + " against " + users(small)
                + " | Ratio | At least | Reached |\n|---|--:|--:|---|\n");
        for (Row row : List.of(Row.FIRST_PAGE, Row.DEEP_CURSOR)) {
            double ratio = at(large, row).orElseThrow().ours().rate()
                    / at(small, row).orElseThrow().ours().rate();
            table.append("| %s | %s × | %s × | %s |\n"
                    .formatted(row.work(), number(ratio), SIZE_TARGET, ratio >= SIZE_TARGET ? "yes" : "**no**"));
        }
        return table.append('\n').toString();
    }

    private String memory() {
        if (memory == null) {
            return "";
        }
        HeapCurve heap = memory.heap();
        return """
                ## Memory

                One client read %s by cursor, 100 at a time, in %s, with the server at `-Xmx%s`. %d times on the way
                `jcmd` asked the server for a full collection and the size of what lives then (`GC.class_histogram`).

                | Heap in use after a full collection | MiB |
                |---|--:|
                | mean of the first third of the walk | %s |
                | mean of the last third | %s |
                | greatest | %s |

                """
                .formatted(
                        users(memory.users()),
                        Progress.words(memory.time().toMillis() / 1e3),
                        options.heap(),
                        heap.samples().size(),
                        number(heap.third(0)),
                        number(heap.third(2)),
                        number(heap.greatest()));
    }

    private Optional<Comparison> at(int size, Row row) {
        return comparisons.stream()
                .filter(at -> at.size() == size && at.row() == row)
                .findFirst();
    }

    static String users(int count) {
        return String.format(Locale.ROOT, "%,d users", count);
    }

    /** Three digits, which is more than two runs have in common. */
    static String number(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
