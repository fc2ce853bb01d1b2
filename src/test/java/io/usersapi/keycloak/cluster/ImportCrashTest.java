package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are killed in the middle of an import: what was answered is there, no user is half made, and whoever sends the rows
 * again ends with what an undisturbed import makes. {@code -Dcrash.rows} chooses how many rows, 100,000 for example.
 */
class ImportCrashTest extends ClusterTest {

    private static final int ROWS = Integer.getInteger("crash.rows", 4000);
    /** Of one body, which an import must take and answer within the patience of the test's client. */
    private static final int ROWS_OF_A_BODY = Math.min(ROWS, 8000);

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String BCRYPT = "$2b$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2";
    private static final Pattern LINE = Pattern.compile("\"line\":(\\d+)");

    private static final String COUNT_ALL = "select count(*) from USER_ENTITY where email like ?";

    /**
     * The users of an import, and how many of them have all that a row gives: the name, two roles, a password, an attribute.
     */
    private static final String COUNT =
            """
            select count(*),
                   count(case when
                       u.first_name = 'Ada' and u.email = concat(?, u.last_name, '@example.org')
                       and (select count(*) from USER_ROLE_MAPPING r where r.user_id = u.id) = 2
                       and (select count(*) from CREDENTIAL c where c.user_id = u.id and c.type = 'password') = 1
                       and (select count(*) from USER_ATTRIBUTE a where a.user_id = u.id and a.name = 'active') = 1
                   then 1 end)
            from USER_ENTITY u where u.email like ?""";

    @TempDir
    Path folder;

    private final String prefix = "crash-" + UUID.randomUUID() + "-";

    private String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(number ->
                        """
                        {"email": "%s%d@example.org", "name": "Ada %d", "role": "reader", "password_hash": "%s"}
                        """
                                .formatted(prefix, number, number, BCRYPT))
                .collect(Collectors.joining());
    }

    /** How many of the users are there; none of them is half made. */
    private long there() {
        try (Connection database = cluster.database();
                PreparedStatement statement = database.prepareStatement(COUNT)) {
            statement.setString(1, prefix);
            statement.setString(2, prefix + "%");
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                assertEquals(counts.getLong(1), counts.getLong(2));
                return counts.getLong(1);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Waits until so many are committed. */
    private void awaitThere(int users) {
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> {
            try (Connection database = cluster.database();
                    PreparedStatement statement = database.prepareStatement(COUNT_ALL)) {
                statement.setString(1, prefix + "%");
                try (ResultSet count = statement.executeQuery()) {
                    count.next();
                    return count.getLong(1) >= users;
                }
            }
        });
    }

    @Test
    void theCommandGoesOnWhereTheServerDied() throws IOException, InterruptedException {
        theCommandGoesOn(a);
    }

    /** What the nodes kept in memory is lost, that of idempotency keys, too. */
    @Test
    void theCommandGoesOnWhereAllServersDied() throws IOException, InterruptedException {
        theCommandGoesOn(a, b);
    }

    private void theCommandGoesOn(Node... killed) throws IOException, InterruptedException {
        Path users = Files.writeString(folder.resolve("users.ndjson"), rows(ROWS));
        Process command = command(users);
        awaitThere(ROWS / 2);
        Stream.of(killed).forEach(Node::kill);
        assertNotEquals(0, command.waitFor(), "the server was killed after the last row");
        Matcher line = LINE.matcher(Files.readString(folder.resolve("users.import-state.json")));
        assertTrue(line.find());
        long answered = Long.parseLong(line.group(1)) - 1;
        assertTrue(answered < ROWS && there() >= answered, () -> answered + " rows were answered");
        // One after the other, as they were started first.
        for (Node node : killed) {
            node.launch();
            node.awaitReady();
        }
        cluster.restore();
        // Until a minute is over, the request that died counts as under way.
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> command(users).waitFor() == 0);
        assertEquals(ROWS, there());
        assertEquals(List.of("users.ndjson"), List.of(folder.toFile().list()));
    }

    private Process command(Path users) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.usersapi.cli.Main",
                "import",
                "--url",
                a.api().base(),
                "--email",
                ApiServer.ADMIN_EMAIL,
                users.toString());
        command.environment().put("USERS_API_PASSWORD", ApiServer.ADMIN_PASSWORD);
        return command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void anotherNodeEndsWhatADeadOneBegan() {
        String rows = rows(ROWS_OF_A_BODY);
        Api atA = adminAtA.with("Content-Type", "application/x-ndjson")
                .with("Idempotency-Key", UUID.randomUUID().toString());
        CompletableFuture<Answer> cutOff = CompletableFuture.supplyAsync(() -> atA.send("POST", "/users/import", rows));
        awaitThere(ROWS_OF_A_BODY / 4);
        a.kill();
        assertTrue(cutOff.handle((answer, broken) -> broken != null && isCutOff(broken))
                .join());
        long before = there();
        assertTrue(before < ROWS_OF_A_BODY, "the node was killed after the last row");
        Api atB = atA.on(b.api().base());
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofMinutes(3))
                .until(() -> {
                    Answer answer = atB.send("POST", "/users/import", rows);
                    if (answer.status() == 409) {
                        return false;
                    }
                    assertTrue(
                            answer.expect(200).text().contains("{\"created\":" + ROWS_OF_A_BODY + ","),
                            () -> answer.text()
                                    .lines()
                                    .filter(line -> line.contains("failed"))
                                    .findFirst()
                                    .orElse(""));
                    return true;
                });
        assertEquals(ROWS_OF_A_BODY, there());
    }

    private static boolean isCutOff(Throwable broken) {
        return broken instanceof UncheckedIOException || broken.getCause() instanceof UncheckedIOException;
    }
}
