package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The benchmark, {@code mvn -Pbenchmark}: starts PostgreSQL and Keycloak with the extension, grows one realm step by
 * step, measures this API and Keycloak's Admin API at each step, and writes performance.md and performance.png.
 *
 * <p>One realm that grows, and not a realm for each size: all realms share Keycloak's tables, so that a small realm beside a
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
        } catch (IOException | InterruptedException | SQLException | RuntimeException failed) {
            failed.printStackTrace();
            status = 1;
        }
        System.exit(status);
    }

    private void run() throws IOException, InterruptedException, SQLException {
        long start = System.nanoTime();
        Files.createDirectories(options.directory());
        Files.deleteIfExists(results);

        progress.step("PostgreSQL and Keycloak start, log: " + options.directory() + "/keycloak.log", Progress.start());
        Postgres database = Postgres.start(options.directory(), options.postgresPort());
        BenchmarkServer server = new BenchmarkServer(options);
        server.build();
        server.start(database);
        System.out.println("Keycloak's process: " + server.pid());
        Seed seed = new Seed(database);
        for (int size : options.sizes()) {
            measure(size, seed, server);
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

        progress.step(users + ": walk of the whole realm by cursor", Progress.walk(size));
        Walk walk = Walk.signedIn(server.uri());
        String cursor = walked(walk, size, seed.listed(), server);

        Path sample = options.directory().resolve("sample.tsv");
        Path signingIn = options.directory().resolve("signing-in.txt");
        seed.writeSample(sample, signingIn);
        Trial trial = new Trial(
                size,
                options.rowsAt(size),
                options.seconds(),
                options.warmup(),
                server.uri(),
                walk.token(),
                cursor,
                sample,
                signingIn,
                results);
        if (before == 0) {
            warmUp(trial, seed);
        }
        progress.step(users + ": side by side", Progress.load(size, options));
        LoadRun.run(trial, options.directory());
    }

    /** All rows, and nothing kept of them: else the first sizes would be those of a server that still compiles its code. */
    private void warmUp(Trial trial, Seed seed) throws IOException, InterruptedException, SQLException {
        progress.step("warm-up, not measured", Progress.warmUp(options));
        LoadRun.run(
                trial.of(
                        List.copyOf(options.rows()),
                        options.serverWarmup(),
                        options.directory().resolve("warm-up.tsv")),
                options.directory());
        seed.removeCreated();
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
        }
        return outcome.cursor();
    }
}
