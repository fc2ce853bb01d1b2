package io.usersapi.keycloak.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Users through the command in one go, {@code mvn -Pbenchmark -Dbenchmark.program=CommandBenchmark}, as many as the largest of
 * {@code benchmark.sizes}: an import with the curve of the server's heap, an export, and the way round. All users are taken
 * out of the database, the exported file is imported at a server with empty caches, and a second export must be equal to the
 * first byte for byte.
 */
public final class CommandBenchmark {

    private static final int HEAP_SAMPLES = 30;
    /** A sample is a full collection: not more often than this, whatever the size. */
    private static final long LEAST_SECONDS = 2;
    /** Users a second, a guess, for the time between two samples. */
    private static final int PACE = 2500;

    private static final Pattern DONE = Pattern.compile("\"created\":(\\d+)");

    private final Program program;
    private final Command command;
    private final Path folder;
    private final int users;

    private CommandBenchmark(Program program) throws IOException {
        this.program = program;
        this.command = new Command(program.options(), program.server().uri());
        this.folder = Files.createDirectories(program.options().directory().resolve("command"));
        this.users = program.options().largestSize();
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("command.md", program -> new CommandBenchmark(program).run());
    }

    private void run() throws Exception {
        Seed seed = new Seed(program.database(), program.options());
        Path file = folder.resolve("users.ndjson");
        write(file);
        program.print(
                "%,d users, %,d MiB, server at -Xmx%s",
                users, Files.size(file) >> 20, program.options().heap());
        timed("import", () -> sampled(file));
        timed(
                "export",
                () -> command.run(0, "export", folder.resolve("first.ndjson").toString()));

        program.server().stop();
        seed.removeCreated();
        program.server().start(program.database());
        // The caller and the owner of the realm are there, with the ids of their rows and as their rows say.
        timed(
                "import of the exported file",
                () -> command.run(
                        0, "import", "--restart", folder.resolve("first.ndjson").toString()));
        timed(
                "second export",
                () -> command.run(0, "export", folder.resolve("second.ndjson").toString()));
        long exported = lines(folder.resolve("second.ndjson"));
        long mismatch = Files.mismatch(folder.resolve("first.ndjson"), folder.resolve("second.ndjson"));
        program.print("%,d users in the second export, equal to the first byte for byte: %s", exported, mismatch < 0);
        if (mismatch >= 0 || exported != users + 2) {
            throw new IllegalStateException("mismatch at " + mismatch + " of " + exported + " users");
        }
    }

    private static long lines(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private void write(Path file) throws IOException {
        FileOfUsers rows = new FileOfUsers(Seed.CREATED_BY_API + "command-");
        try (BufferedWriter written = Files.newBufferedWriter(file)) {
            for (int from = 0; from < users; from += FilesBenchmark.ROWS) {
                written.write(rows.rows(from, Math.min(FilesBenchmark.ROWS, users - from)));
            }
        }
    }

    private interface Work {
        void done() throws Exception;
    }

    private void timed(String what, Work work) throws Exception {
        long start = System.nanoTime();
        work.done();
        double seconds = (System.nanoTime() - start) / 1e9;
        program.print("%s: %.1f s, %,.0f users a second", what, seconds, users / seconds);
    }

    /** An import, and meanwhile the curve of the heap. */
    private void sampled(Path file) throws IOException, InterruptedException {
        HeapCurve heap = new HeapCurve(program.server().pid());
        heap.sample(0);
        Process running = command.start("import", "--restart", file.toString());
        Path state = folder.resolve("users.import-state.json");
        long pause = Math.max(LEAST_SECONDS, users / PACE / HEAP_SAMPLES);
        while (!running.waitFor(pause, TimeUnit.SECONDS)) {
            heap.sample(done(state));
        }
        if (running.exitValue() != 0) {
            throw new IllegalStateException("the command ended with " + running.exitValue());
        }
        heap.sample(users);
        heap.samples().forEach(sample -> program.print("| %,d | %.1f |", sample.row(), sample.mebibytes()));
        program.print(
                "heap after a full collection, MiB: first third %.1f, last third %.1f, greatest %.1f",
                heap.third(0), heap.third(2), heap.greatest());
        draw(heap.samples());
    }

    private static int done(Path state) throws IOException {
        try {
            Matcher created = DONE.matcher(Files.readString(state));
            return created.find() ? Integer.parseInt(created.group(1)) : 0;
        } catch (NoSuchFileException notYet) {
            return 0;
        }
    }

    private void draw(List<HeapCurve.Sample> samples) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(400)
                .title("The server's heap while users are imported, -Xmx"
                        + program.options().heap())
                .xAxisTitle("users imported")
                .yAxisTitle("MiB after a full collection")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.addSeries(
                "heap",
                samples.stream().mapToDouble(HeapCurve.Sample::row).toArray(),
                samples.stream().mapToDouble(HeapCurve.Sample::mebibytes).toArray());
        Path picture = program.options().directory().resolve("command.png");
        BitmapEncoder.saveBitmap(chart, picture.toString(), BitmapFormat.PNG);
    }
}
