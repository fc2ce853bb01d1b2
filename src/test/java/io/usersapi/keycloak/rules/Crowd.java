package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.support.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many callers at the same instant. */
public final class Crowd {

    private Crowd() {}

    /** Lets {@code size} callers act at once, each with its number, and answers what they got. */
    public static List<Answer> of(int size, IntFunction<Answer> act) {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            CountDownLatch start = new CountDownLatch(size);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int caller = 0; caller < size; caller++) {
                int number = caller;
                answers.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    return act.apply(number);
                }));
            }
            List<Answer> got = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                got.add(answer.get());
            }
            return got;
        } catch (ExecutionException | InterruptedException failed) {
            throw new AssertionError(failed);
        } finally {
            threads.shutdownNow();
        }
    }
}
