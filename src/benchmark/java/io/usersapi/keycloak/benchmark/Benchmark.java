package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The benchmark, {@code mvn -Pbenchmark}: starts PostgreSQL and Keycloak with the extension, grows two realms of the
 * same content step by step, one with the module on and one with it off, measures at each step this API beside Keycloak's
 * Admin API, and Keycloak's own requests with the module on and off, and writes performance.md and performance.png.
 *
 * <p>Realms that grow, and not a realm for each size: all realms share Keycloak's tables, so that a small realm beside a
 * large one would be measured in the large one's indexes.
 */
public final class Benchmark {

    private static final int HEAP_SAMPLES = 30;

    private final Options options;
    private final Progress progress;
    private final Path results;
    private Report.Memory memory;

    private Benchmark(Options options) {
        this.options = options;
        this.progress = new Progress(options);
        this.results = options.directory().resolve("comparisons.tsv");
    }

    /** Runs it; all options are system properties. The exit ends the servers, too, whatever happened. */
    public static void main(String[] arguments) {
        int status = 0;
        try {
            new Benchmark(Options.fromSystemProperties()).run();
        } catch (Exception failed) {
            failed.printStackTrace();
            status = 1;
        }
        System.exit(status);
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        Files.createDirectories(options.directory());
        Files.deleteIfExists(results);

        progress.step("PostgreSQL and Keycloak start, log: " + options.directory() + "/keycloak.log", Progress.start());
        Postgres database = Postgres.start(options.directory(), options.postgresPort());
        BenchmarkServer server = BenchmarkServer.withExtension(options);
        server.build();
        server.startAndImport(database);
        for (BenchmarkRealm realm : BenchmarkRealm.values()) {
            FilesBenchmark.declareAttributes(server.uri(), realm);
        }
        TwinSwitch.off(server.uri());
        System.out.println("Keycloak's process: " + server.pid());
        Seed seed = new Seed(database, options);
        for (int size : options.sizes()) {
            measure(size, seed, server);
        }
        if (options.imported() > 0) {
            importMore(database, server);
        }
        server.stop();
        if (!options.rowsOf(Row.Kind.JAR).isEmpty()) {
            measureBeside(BenchmarkServer.withoutExtension(options), Row.Kind.JAR, server, database);
        }
        if (!options.rowsOf(Row.Kind.BEFORE).isEmpty()) {
            measureBeside(BenchmarkServer.withBefore(options), Row.Kind.BEFORE, server, database);
        }
        List<Comparison> comparisons = Comparison.read(results);
        if (options.isComplete()) {
            write(new Report(options, comparisons, memory, database.version()), new Chart(comparisons));
        }
        System.out.printf("Done in %s.%n", Progress.words((System.nanoTime() - start) / 1e9));
        long failed = comparisons.stream().mapToInt(Comparison::failed).sum();
        if (failed > 0) {
            throw new IllegalStateException(failed + " answers were not as expected");
        }
    }

    private void write(Report report, Chart chart) throws IOException {
        Files.createDirectories(options.output());
        report.write(options.output().resolve("performance.md"));
        chart.write(options.output().resolve("performance.png"));
        System.out.println(report.tables());
        System.out.println("Written to " + options.output());
    }

    private void measure(int size, Seed seed, BenchmarkServer server)
            throws IOException, InterruptedException, SQLException {
        String users = String.format("%,d users", size);
        int before = options.sizes().stream()
                .mapToInt(Integer::intValue)
                .filter(smaller -> smaller < size)
                .max()
                .orElse(0);
        progress.step(users + ": seed", Progress.seed(size - before));
        long start = System.nanoTime();
        seed.growTo(size);
        System.out.printf("seeded in %s%n", Progress.words((System.nanoTime() - start) / 1e9));

        List<Row> rows = options.rowsAt(size);
        String cursor = "";
        if (rows.contains(Row.DEEP_CURSOR)) {
            progress.step(users + ": walk of the whole realm by cursor", Progress.walk(size));
            cursor = walked(Walk.signedIn(server.uri()), size, seed.listed(), server);
        }
        Trial trial = trial(size, rows, server, Optional.empty(), cursor);
        seed.writeSamples(trial);
        if (before == 0) {
            progress.step("warm-up, not measured", Progress.warmUp(options));
            warmUp(trial, options.rowsOf(Row.Kind.API, Row.Kind.GUEST), options.serverWarmup());
            seed.removeCreated();
        }
        if (!rows.isEmpty()) {
            if (options.prewarm()) {
                seed.prewarm();
            }
            progress.step(users + ": side by side", Progress.load(size, options));
            LoadRun.run(trial, options.directory());
            seed.removeCreated();
        }
    }

    /** More users by this API's import, into the realm as it is. */
    private void importMore(Postgres database, BenchmarkServer server) throws Exception {
        int users = options.imported();
        progress.step(String.format("import of %,d users more", users), Progress.imported(users));
        HeapCurve heap = new HeapCurve(server.pid());
        AtomicInteger sent = new AtomicInteger();
        int step = Math.max(1, users / HEAP_SAMPLES / FilesBenchmark.ROWS) * FilesBenchmark.ROWS;
        try (FilesClient client = new FilesClient(database, server.uri())) {
            FilesClient.Part part = client.imported(Seed.CREATED_BY_API + "more-", "");
            double seconds = FilesBenchmark.each(users, FilesBenchmark.ROWS, (from, count) -> {
                part.of(from, count);
                int all = sent.addAndGet(count);
                if (all % step == 0) {
                    heap.sample(all);
                }
            });
            System.out.printf("imported %,d users in %s, %,.0f/s%n", users, Progress.words(seconds), users / seconds);
        }
        System.out.println(new Report.Memory(heap, users, Duration.ZERO));
    }

    /**
     * The same realm at the server and at another one. Both start anew: a server that has run for long has better compiled code
     * than one that has not.
     */
    private void measureBeside(BenchmarkServer other, Row.Kind kind, BenchmarkServer server, Postgres database)
            throws IOException, InterruptedException {
        progress.step("a server with the extension and one of the rows " + kind, Progress.beside(kind, options));
        other.build();
        server.start(database);
        other.start(database);
        Trial trial = trial(options.largestSize(), options.rowsOf(kind), server, Optional.of(other.uri()), "");
        warmUp(trial, trial.rows(), options.besideWarmup());
        LoadRun.run(trial, options.directory());
        other.stop();
        server.stop();
    }

    private Trial trial(int size, List<Row> rows, BenchmarkServer server, Optional<URI> beside, String cursor) {
        return new Trial(
                size,
                rows,
                options.seconds(),
                options.guestSeconds(),
                options.warmup(),
                server.uri(),
                beside,
                cursor,
                options.directory(),
                results);
    }

    /** Rows, and nothing kept of them: else the first size would be that of a server that still compiles its code. */
    private void warmUp(Trial trial, List<Row> rows, int seconds) throws IOException, InterruptedException {
        if (!rows.isEmpty()) {
            LoadRun.run(trial.warmUp(rows, seconds), options.directory());
        }
    }

    private String walked(Walk walk, int size, int expected, BenchmarkServer server)
            throws IOException, InterruptedException {
        HeapCurve heap = new HeapCurve(server.pid());
        int step = size / HEAP_SAMPLES / 100 * 100;
        boolean sampled = size == options.largestSize() && step > 0;
        Walk.Outcome outcome = walk.through(Trial.deep(size), row -> {
            if (sampled && row % step == 0) {
                heap.sample(row);
            }
        });
        if (outcome.users() != expected) {
            throw new IllegalStateException("the walk met " + outcome.users() + " of " + expected + " users");
        }
        System.out.printf(
                "walked %,d users in %s%n",
                outcome.users(), Progress.words(outcome.time().toMillis() / 1e3));
        if (sampled) {
            memory = new Report.Memory(heap, outcome.users(), outcome.time());
            System.out.println(memory);
        }
        return outcome.cursor();
    }
}
