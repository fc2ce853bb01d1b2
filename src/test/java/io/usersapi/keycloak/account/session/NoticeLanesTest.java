package io.usersapi.keycloak.account.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NoticeLanesTest {

    private static final String DEAD = "a client that never answers";

    private final NoticeLanes lanes = new NoticeLanes();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void fourNoticesAreUnderWayAndNoMoreThanFiveThousandWait() {
        int taken = 0;
        while (lanes.hasRoom(DEAD)) {
            lanes.to(DEAD, threads::add).execute(sent::incrementAndGet);
            taken++;
        }
        assertEquals(4, threads.size());
        assertEquals(5004, taken);
        assertTrue(lanes.hasRoom("another"));
        threads.remove().run();
        assertTrue(lanes.hasRoom(DEAD));
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        assertEquals(taken, sent.get());
    }

    @Test
    void whatWaitsIsLeftWhereTheServerStops() {
        for (int notice = 0; notice < 5; notice++) {
            lanes.to(DEAD, this::takeFour).execute(sent::incrementAndGet);
        }
        threads.remove().run();
        assertEquals(1, sent.get());
        assertTrue(lanes.hasRoom(DEAD));
    }

    private void takeFour(Runnable notice) {
        if (threads.size() + sent.get() == 4) {
            throw new RejectedExecutionException();
        }
        threads.add(notice);
    }
}
