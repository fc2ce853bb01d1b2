package io.usersapi.keycloak.benchmark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Moves users in and out, each in all ways that the benchmark compares, and checks that all of them were moved. */
final class FilesClient implements AutoCloseable {

    /** What is done with some users of a file. */
    interface Part {
        void of(int from, int count) throws Exception;
    }

    private final Postgres database;
    private final URI server;
    private final String caller;
    private final String owner;
    private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();

    FilesClient(Postgres database, URI server) {
        this.database = database;
        this.server = server;
        this.caller = new SignIn(server, BenchmarkRealm.ON).accessToken(BenchmarkRealm.CLIENT, BenchmarkRealm.CALLER);
        this.owner = new SignIn(server, BenchmarkRealm.OFF).accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER);
    }

    /** By this API's import. */
    Part imported(String prefix, String query) {
        FileOfUsers users = new FileOfUsers(prefix);
        return (from, count) -> expect(
                "{\"created\":" + count + ",",
                request("/users/import" + query, "application/x-ndjson", users.rows(from, count))
                        .header("Idempotency-Key", prefix + query + from));
    }

    /** By Keycloak's partial import. */
    Part partial(String prefix) {
        FileOfUsers users = new FileOfUsers(prefix);
        return (from, count) -> expect(
                "\"added\":" + count,
                HttpRequest.newBuilder(URI.create(BenchmarkRealm.OFF.adminApi(server) + "/partialImport"))
                        .header("Authorization", "Bearer " + owner)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(users.partialImport(from, count))));
    }

    /** By nothing but SQL. Connections stay open, so that the work of their processes can be told. */
    Part sql(String prefix) throws SQLException {
        FileOfUsers users = new FileOfUsers(prefix);
        FileOfUsers.Ids ids = ids();
        return (from, count) -> {
            Connection free = connections.poll();
            Connection connection = free == null ? database.connection() : free;
            connection.setAutoCommit(false);
            users.insert(connection, ids, from, count);
            connections.add(connection);
        };
    }

    /** Deactivates all at once. */
    Part bulk(String prefix) {
        return (from, count) -> {
            String users = IntStream.range(from, from + count)
                    .mapToObj(number -> "\"" + FileOfUsers.email(prefix, number) + "\"")
                    .collect(Collectors.joining(", "));
            String answer = expect(
                    "\"status\":\"changed\"",
                    request(
                            "/users/bulk",
                            "application/json",
                            "{\"users\": [" + users + "], \"change\": {\"status\": \"inactive\"}}"));
            if (answer.contains("\"status\":\"failed\"")) {
                throw new IllegalStateException(answer);
            }
        };
    }

    /** Deactivates one after the other. */
    Part oneByOne(String prefix) {
        return (from, count) -> {
            for (int number = from; number < from + count; number++) {
                String user = FileOfUsers.email(prefix, number).replace("@", "%40");
                expect(
                        "inactive",
                        HttpRequest.newBuilder(URI.create(BenchmarkRealm.ON.api(server) + "/users/" + user))
                                .header("Authorization", "Bearer " + caller)
                                .header("Content-Type", "application/json")
                                .method("PATCH", BodyPublishers.ofString("{\"status\": \"inactive\"}")));
            }
        };
    }

    /** Reads all users. */
    Part exported() {
        return (from, count) -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(BenchmarkRealm.ON.api(server) + "/users/export"))
                    .header("Authorization", "Bearer " + caller)
                    .build();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofInputStream())
                            .body(),
                    StandardCharsets.UTF_8))) {
                long read = lines.lines().count();
                if (read < count) {
                    throw new IllegalStateException(read + " of " + count + " users were exported");
                }
            }
        };
    }

    private HttpRequest.Builder request(String path, String type, String body) {
        return HttpRequest.newBuilder(URI.create(BenchmarkRealm.ON.api(server) + path))
                .header("Authorization", "Bearer " + caller)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
    }

    private static String expect(String text, HttpRequest.Builder request) {
        String answer = SignIn.expect(200, SignIn.send(request)).body();
        if (!answer.contains(text)) {
            throw new IllegalStateException(answer);
        }
        return answer;
    }

    private FileOfUsers.Ids ids() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select r.id, k.id, r.default_role from realm r"
                        + " join keycloak_role k on k.realm_id = r.id and not k.client_role where r.name = '"
                        + BenchmarkRealm.OFF.realmName() + "' and k.name = '" + FileOfUsers.ROLE + "'")) {
            found.next();
            return new FileOfUsers.Ids(found.getString(1), found.getString(2), found.getString(3));
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : List.copyOf(connections)) {
            connection.close();
        }
    }
}
