package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does when a server breaks off, which a real one does not do on command. */
class BreaksTest {

    @TempDir
    Path folder;

    private HttpServer server;
    private final StringWriter told = new StringWriter();
    /** How the next requests are answered; without one, well. */
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    /** Each row that was committed, with the idempotency key of its request. */
    private final Map<String, String> committed = new ConcurrentHashMap<>();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> twice = new CopyOnWriteArrayList<>();
    private int tokens;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/realms/acme/api/auth/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] token = ("{\"access_token\":\"token-%d\",\"expires_in\":300}".formatted(++tokens)).getBytes();
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
            exchange.close();
        });
        server.createContext("/realms/acme/api/users/import", exchange -> {
            String how = answers.isEmpty() ? "well" : answers.remove();
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestURI().getQuery());
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (how.equals("lost")) {
                rows(exchange.getRequestHeaders().getFirst("Content-Type"), body)
                        .forEach(row -> commit(row, key));
                exchange.sendResponseHeaders(403, -1);
                exchange.close();
                return;
            }
            if (how.matches("\\d+")) {
                exchange.sendResponseHeaders(Integer.parseInt(how), -1);
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                String type = exchange.getRequestHeaders().getFirst("Content-Type");
                int header = type.equals("text/csv") ? 1 : 0;
                int line = 0;
                for (String row : rows(type, body)) {
                    line++;
                    if (how.equals("broken") && line == 2) {
                        break;
                    }
                    String status = row.contains("bad") ? "failed" : "created";
                    commit(row, key);
                    out.write(
                            "{\"line\":%d,\"status\":\"%s\",\"errors\":{\"email\":[{\"code\":\"taken\",\"message\":\"Vergeben: ä\"}]}}\n"
                                    .formatted(header + line, status)
                                    .getBytes(StandardCharsets.UTF_8));
                }
                if (!how.equals("broken")) {
                    out.write("{\"created\":1}\n".getBytes());
                }
            }
        });
        server.start();
    }

    private void commit(String row, String key) {
        String before = committed.put(row, String.valueOf(key));
        if (before != null && !before.equals(key)) {
            twice.add(row);
        }
    }

    /** Those of a CSV body are sent one by one here. */
    private static List<String> rows(String type, String body) {
        return type.equals("text/csv") ? List.of(body.split("\n", 2)[1]) : List.of(body.split("\n"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void importsAWholeFileAndLeavesNothingBehind() throws IOException {
        Path users = users(25, -1);
        assertEquals(0, run(users));
        assertEquals(25, committed.size());
        assertEquals(List.of("users.ndjson"), files());
        assertTrue(told.toString().contains("25 rows: 25 created, 0 updated, 0 unchanged, 0 failed"), told::toString);
    }

    @Test
    void sendsAChunkWhoseAnswerBrokeOffAgainWithItsKey() throws IOException {
        answers.add("well");
        answers.add("broken");
        answers.add("503");
        assertEquals(0, run(users(25, -1)));
        assertEquals(25, committed.size());
        assertEquals(List.of(), twice);
    }

    @Test
    void getsAnotherTokenWhenItsOwnIsRefused() throws IOException {
        answers.add("401");
        assertEquals(0, run(users(3, -1)));
        assertEquals(
                List.of("Bearer token-1", "Bearer token-2"),
                asked.stream().map(line -> line.split(" mode")[0]).toList());
    }

    @Test
    void stopsWithItsStateAndTheSameCommandGoesOn() throws IOException {
        Path users = users(25, 3);
        answers.addAll(List.of("well", "well", "403"));
        assertEquals(3, run(users, "--parallel", "1"));
        assertEquals(10, committed.size());
        assertTrue(files().contains("users.import-state.json"), () -> files().toString());

        assertEquals(1, run(users, "--parallel", "1"));
        assertEquals(25, committed.size());
        assertEquals(List.of(), twice);
        assertEquals(List.of("users.failed.ndjson", "users.ndjson"), files());
        assertEquals(
                1, Files.readAllLines(folder.resolve("users.failed.ndjson")).size());
    }

    @Test
    void goesOnWithItsKeysAlsoWhereTheFirstAnswerWasLost() throws IOException {
        Path users = users(25, -1);
        answers.add("lost");
        assertEquals(3, run(users, "--parallel", "1"));
        assertEquals(5, committed.size());
        assertEquals(0, run(users, "--parallel", "1"));
        assertEquals(25, committed.size());
        assertEquals(List.of(), twice);
    }

    @Test
    void anImportThatBeganAnewGoesOnAndNotTheOneBefore() throws IOException {
        Path users = users(25, -1);
        answers.addAll(List.of("well", "well", "403", "lost"));
        assertEquals(3, run(users, "--parallel", "1"));
        committed.clear();
        assertEquals(3, run(users, "--parallel", "1", "--restart"));
        assertEquals(0, run(users, "--parallel", "1"));
        assertEquals(25, committed.size());
        assertEquals(List.of(), twice);
    }

    @Test
    void aFileThatChangedMeanwhileIsNotGoneOnWith() throws IOException {
        Path users = users(25, -1);
        answers.addAll(List.of("well", "403"));
        assertEquals(3, run(users, "--parallel", "1"));
        Files.writeString(users, "{\"email\":\"new\"}\n");
        assertEquals(2, run(users, "--parallel", "1"));
        assertEquals(0, run(users, "--parallel", "1", "--restart"));
        assertTrue(committed.containsKey("{\"email\":\"new\"}"));
    }

    /** The rows that failed before would be missing in it, and what stands in it already would be cut off. */
    @Test
    void anImportThatStoppedDoesNotGoOnWithAnotherFileOfFailedRows() throws IOException {
        Path users = users(25, 3);
        Path other = Files.writeString(folder.resolve("other.txt"), "something else\n".repeat(100));
        answers.addAll(List.of("well", "403"));
        assertEquals(3, run(users, "--parallel", "1"));
        assertEquals(2, run(users, "--parallel", "1", "--failed", other.toString()));
        assertEquals("something else\n".repeat(100), Files.readString(other));
        String beside = folder.resolve("users.failed.ndjson").toString();
        assertEquals(1, run(users, "--parallel", "1", "--failed", beside), told::toString);
        assertEquals(List.of(), twice);
    }

    @Test
    void writesFailedRowsSoThatTheMendedFileGoesIn() throws IOException {
        assertEquals(1, run(users(10, 4)));
        Path failed = folder.resolve("users.failed.ndjson");
        assertEquals(
                "{\"email\":\"bad-4\",\"_errors\":{\"email\":[{\"code\":\"taken\",\"message\":\"Vergeben: ä\"}]}}\n",
                Files.readString(failed));
        Files.writeString(failed, Files.readString(failed).replace("bad-4", "good-4"));
        assertEquals(0, run(failed));
        assertTrue(committed.containsKey("{\"email\":\"good-4\"}"));
    }

    @Test
    void writesFailedRowsOfCsvWithAColumnMore() throws IOException {
        Path users = folder.resolve("users.csv");
        Files.writeString(users, "email,name\ngood,\"A, B\"\nbad,\"Ä\nB\"\n");
        assertEquals(1, run(users, "--chunk-rows", "1"));
        String failed = Files.readString(folder.resolve("users.failed.csv"));
        assertTrue(failed.startsWith("email,name,_errors\nbad,\"Ä\nB\",\"{\"\"email\"\":[{"), failed);
    }

    @Test
    void aDryRunSaysSoAndKeepsNoState() throws IOException {
        answers.addAll(List.of("well", "403"));
        assertEquals(3, run(users(25, -1), "--dry-run", "--parallel", "1"));
        assertTrue(asked.get(0).endsWith("mode=create&dry_run=true"), asked::toString);
        assertFalse(files().contains("users.import-state.json"));
        assertEquals("null", committed.values().iterator().next());
    }

    @Test
    void wantsToKnowWhoCallsAndTakesNoSecretAsAnArgument() throws IOException {
        Path users = users(1, -1);
        String url = "http://localhost:" + server.getAddress().getPort() + "/realms/acme/api";
        assertEquals(2, execute(users, "--url", url));
        assertEquals(2, execute(users, "--url", url, "--email", "a@b.c", "--client", "robot"));
        assertEquals(2, execute(users, "--url", url, "--email", "a@b.c", "--password", "secret"));
    }

    private Path users(int rows, int bad) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            lines.add("{\"email\":\"%s-%d\"}".formatted(row == bad ? "bad" : "user", row));
        }
        return Files.write(folder.resolve("users.ndjson"), lines);
    }

    private int run(Path file, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--url",
                "http://localhost:" + server.getAddress().getPort() + "/realms/acme/api/",
                "--email",
                "admin@example.org"));
        if (!List.of(more).contains("--chunk-rows")) {
            arguments.addAll(List.of("--chunk-rows", "5"));
        }
        arguments.addAll(List.of(more));
        return execute(file, arguments.toArray(String[]::new));
    }

    private int execute(Path file, String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", file.toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine(name -> name.equals("USERS_API_PASSWORD") ? "a secret" : null)
                .setErr(new PrintWriter(told, true))
                .execute(all.toArray(String[]::new));
    }

    private List<String> files() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        }
    }
}
