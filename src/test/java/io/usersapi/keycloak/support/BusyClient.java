package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody who calls from several threads without a pause, and notes what came back. */
public final class BusyClient implements AutoCloseable {

    private static final int THREADS = 3;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** @param sent when the request was sent, by {@link System#nanoTime} */
    private record Call(long sent, int status) {}

    private BusyClient() {}

    /** Begins to call. */
    public static BusyClient of(Api api, String path) {
        BusyClient client = new BusyClient();
        for (int thread = 0; thread < THREADS; thread++) {
            client.threads.submit(() -> {
                while (!client.stopped) {
                    long sent = System.nanoTime();
                    client.calls.add(new Call(sent, api.get(path).status()));
                }
            });
        }
        return client;
    }

    public void awaitAnswers(int count) {
        await().until(() -> calls.size() >= count);
    }

    public void awaitAnswersTo(long since, int count) {
        await().until(() -> calls.stream().filter(call -> call.sent() > since).count() >= count);
    }

    public List<Integer> statusesOfRequestsSince(long since) {
        return calls.stream()
                .filter(call -> call.sent() > since)
                .map(Call::status)
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }
}
