package io.usersapi.keycloak.cluster;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.Api;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody who calls from several threads without a pause, and notes what came back. */
final class Caller implements AutoCloseable {

    private static final int THREADS = 3;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** @param sent when the request was sent, by {@link System#nanoTime} */
    private record Call(long sent, int status) {}

    private Caller() {}

    /** Begins to call. */
    static Caller of(Api api, String path) {
        Caller caller = new Caller();
        for (int thread = 0; thread < THREADS; thread++) {
            caller.threads.submit(() -> {
                while (!caller.stopped) {
                    long sent = System.nanoTime();
                    caller.calls.add(new Call(sent, api.get(path).status()));
                }
            });
        }
        return caller;
    }

    void awaitAnswers(int count) {
        await().until(() -> calls.size() >= count);
    }

    void awaitAnswersTo(long since, int count) {
        await().until(() -> calls.stream().filter(call -> call.sent() > since).count() >= count);
    }

    List<Integer> statusesOfRequestsSince(long since) {
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
