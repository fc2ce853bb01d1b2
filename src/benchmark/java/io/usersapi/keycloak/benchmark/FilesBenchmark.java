package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast users move in and out, {@code mvn -Pbenchmark -Dbenchmark.program=FilesBenchmark}: an import beside Keycloak's
 * partial import and plain SQL of the same content, a dry run, and an export. The rows follow each other; two clients send at
 * once, as the command does. The table is printed, and written to {@code target/benchmark/files.md}.
 */
public final class FilesBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 2;
    static final int ROWS = 500;
    /** The size of file in which Keycloak's partial import is quickest. */
    private static final int PARTIAL_ROWS = 200;

    private static final int WARM_UP = 3000;
    private static final int PARTIAL = 3000;
    private static final int DRY = 10_000;

    private final Program program;
    private final FilesClient client;

    private FilesBenchmark(Program program) {
        this.program = program;
        this.client = new FilesClient(program.database(), program.server().uri());
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("files.md", program -> new FilesBenchmark(program).run());
    }

    private void run() throws Exception {
        Seed seed = new Seed(program.database(), program.options());
        if (program.options().into() > 0) {
            seed.growTo(program.options().into());
        }
        try (client) {
            each(WARM_UP, ROWS, client.imported(Seed.CREATED_BY_API + "warm-up-", ""));
            each(WARM_UP / 3, PARTIAL_ROWS, client.partial(Seed.CREATED_BY_KEYCLOAK + "warm-up-"));
            seed.removeCreated();
            for (int size : program.options().sizes()) {
                measure(size);
                seed.removeCreated();
            }
        }
    }

    private void measure(int size) throws Exception {
        // Addresses of its own: a chunk that was sent before would be answered anew and make nobody.
        String step = size + "-";
        String ours = Seed.CREATED_BY_API + step;
        figure("dry run of an import", Math.min(size, DRY), ROWS, client.imported(ours, "?dry_run=true"));
        HeapCurve heap = new HeapCurve(program.server().pid());
        heap.sample(0);
        figure("import", size, ROWS, client.imported(ours, ""));
        heap.sample(size);
        figure("Keycloak's partial import", PARTIAL, PARTIAL_ROWS, client.partial(Seed.CREATED_BY_KEYCLOAK + step));
        figure("plain SQL", size, ROWS, client.sql(Seed.CREATED_BY_ADMIN_API + step));
        heap.sample(size);
        figure("export", size, size, client.exported());
        heap.sample(2 * size);
        heap.samples()
                .forEach(sample -> program.print(
                        "heap in use after a full collection, %,d users moved: %.0f MiB",
                        sample.row(), sample.mebibytes()));
    }

    private void figure(String what, int users, int rows, FilesClient.Part part) throws Exception {
        long server = program.server().pid();
        Path directory = program.options().directory();
        CpuTime before = CpuTime.now(server, directory);
        double seconds = each(users, rows, part);
        CpuTime cpu = CpuTime.now(server, directory).since(before);
        program.print(
                "| %s | %,d | %,.0f | %.2f | %.2f |",
                what,
                users,
                users / seconds,
                cpu.server().toNanos() / 1e6 / users,
                cpu.database().toNanos() / 1e6 / users);
    }

    /**
     * Has two clients send parts of a file.
     *
     * @return how many seconds it took
     */
    static double each(int users, int rows, FilesClient.Part part) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        long start = System.nanoTime();
        try {
            List<Future<Void>> sent = new ArrayList<>();
            for (int from = 0; from < users; from += rows) {
                int first = from;
                sent.add(clients.submit((Callable<Void>) () -> {
                    part.of(first, Math.min(rows, users - first));
                    return null;
                }));
            }
            for (Future<Void> one : sent) {
                one.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } finally {
            clients.shutdownNow();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Both sides take the same attributes. */
    static void declareAttributes(URI server, BenchmarkRealm realm) throws IOException {
        URI profile = URI.create(realm.adminApi(server) + "/users/profile");
        String token = "Bearer " + new SignIn(server, realm).accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER);
        ObjectNode declared = (ObjectNode) JSON.readTree(
                SignIn.expect(200, SignIn.send(HttpRequest.newBuilder(profile).header("Authorization", token)))
                        .body());
        for (String name : List.of(FileOfUsers.DEPARTMENT, FileOfUsers.PHONE)) {
            ((ArrayNode) declared.path("attributes"))
                    .addObject()
                    .put("name", name)
                    .set("permissions", JSON.readTree("{\"view\": [\"admin\"], \"edit\": [\"admin\"]}"));
        }
        SignIn.expect(
                200,
                SignIn.send(HttpRequest.newBuilder(profile)
                        .header("Authorization", token)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(declared.toString()))));
    }
}
