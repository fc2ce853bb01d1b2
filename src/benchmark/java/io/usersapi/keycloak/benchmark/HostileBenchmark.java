package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What others notice while somebody sends files to do harm, {@code mvn -Pbenchmark -Dbenchmark.program=HostileBenchmark}: the
 * latency of a page meanwhile, and what the server's heap holds. Each file is sent twice, since a full collection in the
 * middle would be noticed, too: once for the latency, once for the heap.
 */
public final class HostileBenchmark {

    private static final int WARM_UP = 2000;
    private static final int ALONE = 1000;
    private static final int MOST = 20_000;

    private final Program program;
    private final String token;

    private HostileBenchmark(Program program) {
        this.program = program;
        this.token = new SignIn(program.server().uri(), BenchmarkRealm.ON)
                .accessToken(BenchmarkRealm.CLIENT, BenchmarkRealm.CALLER);
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("hostile.md", program -> new HostileBenchmark(program).run());
    }

    private void run() throws Exception {
        new Seed(program.database(), program.options()).growTo(program.options().largestSize());
        latencies(WARM_UP, () -> true);
        program.print("| Sent | s | Pages meanwhile | p50 ms | p99 ms | Greatest ms | Heap, MiB | Answer |");
        program.print("|---|--:|--:|--:|--:|--:|--:|---|");
        HeapCurve before = heap();
        before.sample(0);
        row("nothing", 0, latencies(ALONE, () -> true), before, "");
        URI api = BenchmarkRealm.ON.api(program.server().uri());
        new HostileFiles(api, token).all().forEach(this::measure);
    }

    private void measure(String name, Supplier<String> file) {
        long start = System.nanoTime();
        CompletableFuture<String> sent = CompletableFuture.supplyAsync(file);
        List<Double> meanwhile = latencies(MOST, () -> !sent.isDone());
        String answer = sent.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        HeapCurve heap = heap();
        CompletableFuture<String> again = CompletableFuture.supplyAsync(file);
        do {
            heap.sample(0);
        } while (!again.isDone());
        row(name, seconds, meanwhile, heap, answer);
    }

    private HeapCurve heap() {
        return new HeapCurve(program.server().pid());
    }

    private void row(String name, double seconds, List<Double> millis, HeapCurve heap, String answer) {
        List<Double> sorted = millis.stream().sorted().toList();
        program.print(
                "| %s | %.1f | %,d | %.1f | %.1f | %.1f | %.0f | %s |",
                name,
                seconds,
                sorted.size(),
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1),
                heap.greatest(),
                answer.replace("|", "\\|"));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    private List<Double> latencies(int most, BooleanSupplier goesOn) {
        List<Double> millis = new ArrayList<>();
        String page = BenchmarkRealm.ON.api(program.server().uri()) + "/users?per_page=20";
        while (millis.size() < most && goesOn.getAsBoolean()) {
            long start = System.nanoTime();
            SignIn.expect(
                    200,
                    SignIn.send(HttpRequest.newBuilder(URI.create(page)).header("Authorization", "Bearer " + token)));
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }
}
