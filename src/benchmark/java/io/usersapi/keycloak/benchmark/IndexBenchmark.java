package io.usersapi.keycloak.benchmark;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What the indexes of the setting {@code search-index} cost whoever writes users, {@code mvn -Pbenchmark
 * -Dbenchmark.program=IndexBenchmark -Dbenchmark.search-index=true -Dbenchmark.sizes=100000}. In one server, turns with the
 * indexes and turns without them alternate: between two turns they are dropped, or made again. What PostgreSQL has collected
 * of a turn's trigrams is sorted in before the turn's time ends.
 */
public final class IndexBenchmark {

    private static final int CLIENTS = 2;
    private static final int WARM_UP = 3;
    private static final int IMPORTED = 200;

    private static final String OF_THE_MODULE = " from pg_indexes where indexname ~ '^users_api_.*_v[0-9]+$'";

    private final Program program;
    private final URI api;
    private final String token;
    private final Map<String, String> indexes = new LinkedHashMap<>();
    private int created;

    private IndexBenchmark(Program program) {
        this.program = program;
        this.api = BenchmarkRealm.ON.adminApi(program.server().uri());
        this.token = new SignIn(program.server().uri(), BenchmarkRealm.ON)
                .accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER);
    }

    /** Runs it; all options are system properties. */
    public static void main(String[] arguments) {
        Program.run("indexes.md", program -> new IndexBenchmark(program).run());
    }

    private void run() throws Exception {
        new Seed(program.database(), program.options()).growTo(program.options().largestSize());
        try (Connection connection = program.database().connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select indexname, indexdef" + OF_THE_MODULE)) {
            while (rows.next()) {
                indexes.put(rows.getString(1), rows.getString(2));
            }
        }
        if (indexes.isEmpty()) {
            throw new IllegalStateException("there are no indexes: -Dbenchmark.search-index=true makes them");
        }
        program.print("| Request | A second with the indexes | Without | Ratio | ± |");
        program.print("|---|--:|--:|--:|--:|");
        row("create by the Admin API", 12, 400, this::create);
        row("partial import of 200", 8, 10, this::importSome);
    }

    /** @param times how often each client does it in a turn */
    private void row(String name, int turns, int times, IntConsumer work) throws Exception {
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int pair = -WARM_UP; pair < turns; pair++) {
            // Each begins as often as the other.
            double first = turn(pair % 2 == 0, times, work);
            double second = turn(pair % 2 != 0, times, work);
            if (pair >= 0) {
                with.add(pair % 2 == 0 ? first : second);
                without.add(pair % 2 == 0 ? second : first);
                ratios.add(Math.log(with.get(pair) / without.get(pair)));
            }
        }
        double mean = mean(ratios);
        double squares = ratios.stream()
                .mapToDouble(ratio -> (ratio - mean) * (ratio - mean))
                .sum();
        double error = Math.sqrt(squares / (turns - 1) / turns);
        program.print(
                "| %s | %.1f | %.1f | %.2f | %.2f |",
                name, mean(with), mean(without), Math.exp(mean), Math.exp(mean) * error);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** How often a second the work is done. */
    private double turn(boolean indexed, int times, IntConsumer work) throws Exception {
        execute("drop index if exists " + String.join(", ", indexes.keySet()));
        if (indexed) {
            for (String index : indexes.values()) {
                execute(index);
            }
        }
        execute("vacuum (analyze) user_entity");
        execute("checkpoint");
        int begin = created;
        created += CLIENTS * times * IMPORTED;
        long start = System.nanoTime();
        CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                        .mapToObj(client -> CompletableFuture.runAsync(() -> IntStream.range(0, times)
                                .forEach(time -> work.accept(begin + (client * times + time) * IMPORTED))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        if (indexed) {
            execute("select gin_clean_pending_list(c.oid) from pg_class c join pg_am a on a.oid = c.relam"
                    + " where a.amname = 'gin' and c.relname ~ '^users_api_.*_v[0-9]+$'");
        }
        return CLIENTS * times / ((System.nanoTime() - start) / 1e9);
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = program.database().connection();
                Statement sent = connection.createStatement()) {
            sent.execute(statement);
        }
    }

    private void create(int number) {
        SignIn.expect(201, SignIn.send(request("/users", user(number))));
    }

    private void importSome(int first) {
        List<String> users = IntStream.range(first, first + IMPORTED)
                .mapToObj(IndexBenchmark::user)
                .toList();
        SignIn.expect(
                200,
                SignIn.send(request(
                        "/partialImport",
                        "{\"ifResourceExists\": \"FAIL\", \"users\": [" + String.join(", ", users) + "]}")));
    }

    /** Names of two words, of many, as people have them. */
    private static String user(int number) {
        String email = Seed.CREATED_BY_KEYCLOAK + number + "@example.org";
        String name = Integer.toString(number * 7919, Character.MAX_RADIX);
        return ("{\"username\": \"%1$s\", \"email\": \"%1$s\", \"enabled\": true, \"firstName\": \"Ada %2$s\","
                        + " \"lastName\": \"Lovelace-%2$s\"}")
                .formatted(email, name);
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }
}
