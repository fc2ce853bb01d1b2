package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Both nodes are restarted, one after the other, while clients work without a pause. */
class RollingRestartTest extends ClusterTest {

    private static final int CLIENTS = 4;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> cutOff = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Queue<String> created = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(CLIENTS);
    private Balancer balancer;
    private Api admin;
    private volatile boolean stopped;

    @BeforeEach
    void balance() {
        balancer = new Balancer(a, b);
        admin = adminAtA;
    }

    @AfterEach
    void endClients() {
        stopped = true;
        clients.shutdown();
    }

    @Test
    void noRequestFailsButThoseInFlightOnTheNodeThatStops(TestReporter report) throws InterruptedException {
        for (int client = 0; client < CLIENTS; client++) {
            clients.submit(this::work);
        }
        awaitAnswers(100);
        for (Node node : List.of(a, b)) {
            restart(node);
        }
        stopped = true;
        ended.await();
        report.publishEntry(Map.of("answered", answered.toString(), "cut off", cutOff.toString()));

        assertEquals(List.of(), List.copyOf(failed), () -> failed.size() + " of " + answered);
        created.forEach(id -> admin.get("/users/" + id).expect(200));
        created.forEach(id -> adminAtB.get("/users/" + id).expect(200));
    }

    private void restart(Node node) {
        int before = cutOff.size();
        node.stop();
        awaitAnswers(100);
        node.launch();
        node.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> a.clusterSize() == 2 && b.clusterSize() == 2);
        balancer.welcome(node);
        awaitAnswers(100);
        assertTrue(
                cutOff.size() - before <= CLIENTS,
                () -> "more than was in flight on " + node + ": " + cutOff + " of " + answered);
        assertTrue(cutOff.stream().skip(before).allMatch(where -> where.startsWith(node + " ")), cutOff::toString);
    }

    private void awaitAnswers(int more) {
        int wanted = answered.get() + more;
        await().atMost(Duration.ofMinutes(1)).until(() -> answered.get() >= wanted);
    }

    /** What a client does, over and over: each request goes to the next node. */
    private void work() {
        try {
            while (!stopped) {
                Answer user = send(201, "create", api -> api.post("/users", newUser("role", "reader")));
                send(200, "list", api -> api.get("/users?per_page=5"));
                if (user != null) {
                    send(200, "token", api -> api.token(user.text("email"), PASSWORD));
                    created.add(user.id());
                    send(200, "show", api -> api.get("/users/" + user.id()));
                    send(200, "update", api -> api.patch("/users/" + user.id(), Map.of("name", "Ada Lovelace")));
                }
            }
        } finally {
            ended.countDown();
        }
    }

    /** The answer, or null for a request that was cut off or failed. */
    private Answer send(int expected, String what, Function<Api, Answer> request) {
        try {
            Answer answer = balancer.send(admin.with("X-Forwarded-For", Node.newAddress()), request);
            answered.incrementAndGet();
            if (answer.status() == expected) {
                return answer;
            }
            failed.add(what + ": " + answer.status() + " " + answer.text());
        } catch (Balancer.CutOff cut) {
            cutOff.add(cut.getMessage() + " " + what + ": " + cut.getCause().getCause());
        } catch (AssertionError broken) {
            failed.add(what + ": " + broken.getMessage());
        }
        return null;
    }
}
