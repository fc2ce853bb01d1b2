package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * A node is killed in the middle of 500 writes: what was acknowledged is there, and each of the others is there as a
 * whole or not at all.
 */
class NodeCrashTest extends ClusterTest {

    private static final int WRITES = 500;
    private static final int CLIENTS = 8;
    private static final int KILLED_AFTER = 80;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final Map<Write, Boolean> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger answeredByA = new AtomicInteger();
    private final AtomicInteger answeredByB = new AtomicInteger();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private List<Write> writes;

    @BeforeEach
    void prepareUsers() {
        writes = everyOf(WRITES, this::write);
    }

    /** A user and what is going to happen to it; B has it in its caches. */
    private Write write(int number) {
        Write.Kind kind = Write.Kind.values()[number % Write.Kind.values().length];
        if (kind == Write.Kind.CREATE) {
            return new Write(kind, newEmail(), null);
        }
        Answer user = adminAtB.post("/users", newUser("role", "reader")).expect(201);
        adminAtB.get("/users/" + user.id()).expect(200);
        return new Write(kind, user.text("email"), user.id());
    }

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsHalfDone(TestReporter report) throws SQLException {
        List<Future<Integer>> sent = new ArrayList<>();
        for (int number = 0; number < WRITES; number++) {
            int place = number;
            sent.add(clients.submit(() -> send(place)));
        }
        await().pollInterval(Duration.ofMillis(5)).until(() -> answeredByA.get() >= KILLED_AFTER);
        a.kill();
        sent.forEach(NodeCrashTest::done);
        long unknown = acknowledged.values().stream().filter(known -> !known).count();
        report.publishEntry(Map.of("A", answeredByA.toString(), "B", answeredByB.toString(), "unknown", "" + unknown));

        assertEquals(List.of(), List.copyOf(unexpected));
        assertTrue(answeredByA.get() < WRITES / 2, "the node was killed after the last write");
        expectAllOrNothing();
        expectThatTheOtherNodeAgrees();
    }

    /** The clients of A go to B once A is away; whoever waits for A's answer then never learns what happened. */
    private int send(int number) {
        Write write = writes.get(number);
        if (number % 2 == 0) {
            try {
                note(write, write.by(adminAtA), answeredByA);
                return number;
            } catch (UncheckedIOException away) {
                if (!(away.getCause() instanceof ConnectException)) {
                    acknowledged.put(write, false);
                    return number;
                }
            }
        }
        note(write, write.by(adminAtB), answeredByB);
        return number;
    }

    private void note(Write write, Answer answer, AtomicInteger answered) {
        acknowledged.put(write, write.isAcknowledged(answer));
        answered.incrementAndGet();
        if (!write.isAcknowledged(answer)) {
            unexpected.add(write.kind() + ": " + answer.status() + " " + answer.text());
        }
    }

    private void expectAllOrNothing() throws SQLException {
        try (Connection database = cluster.database()) {
            for (Write write : writes) {
                StoredUser stored = StoredUser.find(database, write.id() == null ? write.email() : write.id());
                assertTrue(
                        write.isAfter(stored) || (!acknowledged.get(write) && write.isBefore(stored)),
                        () -> write + (acknowledged.get(write) ? ", acknowledged, is " : " is ") + stored);
            }
        }
    }

    /** A client that does not know sends again, and then B tells what the database tells. */
    private void expectThatTheOtherNodeAgrees() {
        acknowledged.forEach((write, known) -> {
            if (!known) {
                repeatAtB(write);
            }
        });
        everyOf(WRITES, number -> {
            expectAfterAtB(writes.get(number));
            return number;
        });
    }

    /** The address of a create that was cut off is claimed until its claim is over (AddressClaim). */
    private void repeatAtB(Write write) {
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            int status = write.by(adminAtB).status();
            return switch (write.kind()) {
                case CREATE -> status == 201
                        || adminAtB.get("/users/" + write.email()).status() == 200;
                case DELETE -> status == 200 || status == 404;
                default -> status == 200;
            };
        });
    }

    private void expectAfterAtB(Write write) {
        Answer seen = adminAtB.get("/users/" + (write.id() == null ? write.email() : write.id()));
        if (write.kind() == Write.Kind.DELETE) {
            seen.expectProblem(404, "user_not_found");
            return;
        }
        seen.expect(200);
        assertEquals(write.kind() == Write.Kind.DEACTIVATE ? "inactive" : "active", seen.text("status"), seen::text);
        assertEquals(write.kind() == Write.Kind.PROMOTE ? "admin" : "user", seen.text("type"), seen::text);
        if (write.kind() == Write.Kind.CHANGE_PASSWORD) {
            b.api().signIn(write.email(), Write.NEW_PASSWORD);
        }
    }

    private <T> List<T> everyOf(int count, IntFunction<T> act) {
        List<Future<T>> results = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int place = number;
            results.add(clients.submit(() -> act.apply(place)));
        }
        return results.stream().map(NodeCrashTest::done).toList();
    }

    private static <T> T done(Future<T> result) {
        try {
            return result.get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
