package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command with files that are odd, and called oddly: no row is lost, no file is, and what is wrong is told at once. */
class OddFilesTest {

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");

    @TempDir
    Path folder;

    private HttpServer server;
    private final StringWriter told = new StringWriter();
    /** Bodies of imports and queries of exports. */
    private final List<String> asked = new CopyOnWriteArrayList<>();
    /** What imports are answered, line by line, instead of that each row with "bad" in it fails. */
    private String answer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/realms/acme/api/auth/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answer(exchange, 200, "{\"access_token\":\"token\",\"expires_in\":300}");
        });
        server.createContext("/realms/acme/api/users/import", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(body);
            answer(exchange, 200, answer == null ? byRow(body) : answer + "{\"created\":0}\n");
        });
        server.createContext("/realms/acme/api/users/export", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery());
            answer(exchange, 200, "id,name\r\n1,\"A\nB\"\r\n2,C\r\n");
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String byRow(String body) {
        StringBuilder lines = new StringBuilder();
        int number = 0;
        for (String row : body.split("\n")) {
            number++;
            if (!row.startsWith("email")) {
                lines.append(line(number, row.contains("bad") ? "failed" : "created"));
            }
        }
        return lines + "{\"created\":0}\n";
    }

    private static String line(int number, String status) {
        return "{\"line\":%d,\"status\":\"%s\",\"errors\":{\"row\":[{\"code\":\"column_count\"}]}}\n"
                .formatted(number, status);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/realms/acme/api";
    }

    private int run(String command, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(command, file.toString(), "--email", "a@b.c"));
        all.addAll(List.of(more));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", url()));
        }
        return Main.commandLine(Map.of("USERS_API_PASSWORD", "a secret")::get)
                .setErr(new PrintWriter(told, true))
                .execute(all.toArray(String[]::new));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void eachAnswerIsOfTheRowWhoseLineItNames() throws IOException {
        Path users = file("users.csv", "email,name\none,\"A\nB\"\ntwo,C\nthree,D\n");
        answer = line(2, "created") + line(5, "failed");
        assertEquals(1, run("import", users), told::toString);
        String failed = text("users.failed.csv");
        assertTrue(failed.matches("(?s).*\ntwo,C,[^\n]*not_read[^\n]*\nthree,D,[^\n]*column_count[^\n]*\n"), failed);
        assertFalse(failed.contains("one"), failed);
        assertTrue(told.toString().contains("3 rows: 1 created, 0 updated, 0 unchanged, 2 failed"), told::toString);
    }

    @Test
    void aRowEndsWithCrAlone() throws IOException {
        Path users = file("users.csv", "email,name\rone,\"A\rB\"\rbad,C\rthree,D\r");
        answer = line(2, "created") + line(4, "failed") + line(5, "created");
        assertEquals(1, run("import", users), told::toString);
        assertEquals("email,name\none,\"A\rB\"\nbad,C\nthree,D\n", asked.get(0));
        assertTrue(told.toString().contains("3 rows: 2 created, 0 updated, 0 unchanged, 1 failed"), told::toString);
        assertTrue(text("users.failed.csv").startsWith("email,name,_errors\nbad,C,\"{"), text("users.failed.csv"));
    }

    @Test
    void aQuoteWithinACellOpensNoQuotes() throws IOException {
        Path users = file("users.csv", "email,name\none,5\" A\ntwo,6\" bad\nthree,C\n");
        assertEquals(1, run("import", users), told::toString);
        assertTrue(told.toString().contains("3 rows: 2 created, 0 updated, 0 unchanged, 1 failed"), told::toString);
        assertTrue(text("users.failed.csv").contains("\ntwo,6\" bad,\"{"));
    }

    @Test
    void theErrorsOfARowOfTooFewColumnsAreNoCellOfIt() throws IOException {
        Path users = file("users.csv", "email,name\nbad\nbad,too,many\n");
        assertEquals(1, run("import", users), told::toString);
        assertEquals(1, run("import", folder.resolve("users.failed.csv")), told::toString);
        assertEquals("email,name\nbad\nbad,too,many\n", asked.get(1));
    }

    @Test
    void aRowThatTheServerReadsOtherwiseIsKeptAsItIs() throws IOException {
        String twice = "{\"email\":\"bad\",\"email\":\"worse\"}";
        String two = "{\"email\":\"bad\"} {\"email\":\"second\"}";
        Path users = file("users.ndjson", twice + "\n" + two + "\n");
        assertEquals(1, run("import", users), told::toString);
        assertEquals(twice + "\n" + two + "\n", text("users.failed.ndjson"));
    }

    @Test
    void ofARowThatIsTooLongTheLineIsTold() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"a\"}\n" + "x".repeat(5000) + "\n");
        assertEquals(1, run("import", users, "--chunk-bytes", "1000"), told::toString);
        String failed = text("users.failed.ndjson");
        assertTrue(failed.startsWith("{\"_errors\":{\"row\":[{\"code\":\"row_too_long\""), failed);
        assertTrue(failed.contains("line 2"), failed);
    }

    @Test
    void aDryRunLeavesTheFailedRowsOfAnImportThatStopped() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"bad\"}\n{\"email\":\"b\"}\n");
        assertEquals(1, run("import", users, "--chunk-rows", "1"), told::toString);
        String failed = text("users.failed.ndjson");
        assertEquals(1, run("import", users, "--dry-run"), told::toString);
        assertEquals(failed, text("users.failed.ndjson"));
        assertEquals(failed, text("users.dry-run.failed.ndjson"));
    }

    @Test
    void aFileOfFailedRowsThatWasEmptiedMeanwhileHasNoHole() throws IOException {
        Path failed = file("failed.ndjson", "");
        try (FailedRows rows = new FailedRows(failed, Format.NDJSON.errors(), new byte[0], 100)) {
            assertEquals(0, rows.add(new ChunkResult(Counts.NONE, List.of())));
        }
    }

    @Test
    void theImportedFileIsNotWrittenTo() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"a\"}\n");
        assertEquals(2, run("import", users, "--failed", users.toString()), told::toString);
        assertEquals("{\"email\":\"a\"}\n", text("users.ndjson"));
        assertEquals(List.of(), asked);
    }

    @Test
    void failedRowsGoIntoAFileAndNowhereElse() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"a\"}\n");
        assertEquals(2, run("import", users, "--failed", folder.toString()), told::toString);
        assertEquals(List.of(), asked);
    }

    /** A file of failed rows has passwords or hashes, and an export has people. */
    @Test
    void whatIsWrittenAboutPeopleIsTheOwnersAlone() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"bad\",\"password\":\"a secret of a person\"}\n");
        assertEquals(1, run("import", users), told::toString);
        assertEquals(0, run("export", folder.resolve("export.csv")), told::toString);
        for (String name : List.of("users.failed.ndjson", "export.csv")) {
            assertEquals(OWNERS, Files.getPosixFilePermissions(folder.resolve(name)), name);
        }
    }

    @Test
    void anExportThatReplacesAFileLeavesItsPermissions() throws IOException {
        Path export = file("export.csv", "");
        for (String permissions : List.of("rw-------", "rw-r-----")) {
            Files.setPosixFilePermissions(export, PosixFilePermissions.fromString(permissions));
            assertEquals(0, run("export", export), told::toString);
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(export)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8080/realms/acme/api", "id.example.org/realms/acme/api", "https://", "not a url"})
    void anAddressThatIsNoneIsToldAtOnce(String url) throws IOException {
        assertEquals(2, run("import", file("users.ndjson", "{}\n"), "--url", url), told::toString);
        assertTrue(told.toString().contains("https://"), told::toString);
    }

    @Test
    void anExportThatCannotBeWrittenAsksTheServerOnceAtMost() throws IOException {
        assertEquals(2, run("export", folder), told::toString);
        assertEquals(List.of(), asked);
        assertEquals(3, run("export", folder.resolve("nowhere/users.csv")), told::toString);
        assertEquals(1, asked.size());
    }

    @Test
    void anExportTakesAFilterAsOftenAsItIsThereAndCountsUsers() throws IOException {
        Path users = folder.resolve("users.csv");
        assertEquals(
                0, run("export", users, "--filter", "attribute=a:1", "--filter", "attribute=b:2=3"), told::toString);
        assertEquals("format=csv&attribute=a%3A1&attribute=b%3A2%3D3", asked.get(0));
        assertTrue(told.toString().contains("2 users in "), told::toString);
        assertEquals(2, run("export", users, "--filter", "active"), told::toString);
    }

    @Test
    void aFileThatCannotBeReadOrWrittenIsNoFailedRow() throws IOException {
        Path users = file("users.ndjson", "{\"email\":\"a\"}\n");
        assertEquals(
                3,
                run(
                        "import",
                        users,
                        "--failed",
                        folder.resolve("nowhere/failed").toString()),
                told::toString);
        assertTrue(told.toString().contains("nowhere"), told::toString);
    }
}
