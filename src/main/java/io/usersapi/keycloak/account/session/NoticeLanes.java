package io.usersapi.keycloak.account.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Lets four notices to one receiver be under way at a time on this node. The others wait without a thread, so a receiver
 * that does not answer holds up its own notices, and no others. Of those at most 5,000 wait.
 */
final class NoticeLanes {

    private static final Logger LOG = Logger.getLogger(NoticeLanes.class);
    private static final int ABREAST = 4;
    private static final int MOST_WAITING = 5000;

    /** By the receiver; a receiver for whom nothing is under way has no lane. */
    private final Map<String, Lane> lanes = new HashMap<>();

    private static final class Lane {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int busy;
        private boolean overflowed;
    }

    /** Whether one more notice may wait for the receiver. Where none may, the log says so once until all are sent. */
    boolean hasRoom(String receiver) {
        synchronized (lanes) {
            Lane lane = lanes.get(receiver);
            boolean room = lane == null || lane.waiting.size() < MOST_WAITING;
            if (!room && !lane.overflowed) {
                lane.overflowed = true;
                LOG.warnf(
                        "%s does not take log-outs as fast as sessions end: %d wait, and the next are not told",
                        receiver, MOST_WAITING);
            }
            return room;
        }
    }

    /** The threads, as far as the receiver may have them. */
    Executor to(String receiver, Executor threads) {
        return notice -> enter(receiver, notice, threads);
    }

    private void enter(String receiver, Runnable notice, Executor threads) {
        Lane lane;
        synchronized (lanes) {
            lane = lanes.computeIfAbsent(receiver, unknown -> new Lane());
            if (lane.busy == ABREAST) {
                lane.waiting.add(notice);
                return;
            }
            lane.busy++;
        }
        begin(receiver, lane, notice, threads);
    }

    private void begin(String receiver, Lane lane, Runnable notice, Executor threads) {
        try {
            threads.execute(() -> {
                try {
                    notice.run();
                } finally {
                    leave(receiver, lane, threads);
                }
            });
        } catch (RejectedExecutionException serverStops) {
            synchronized (lanes) {
                lanes.remove(receiver, lane);
            }
            throw serverStops;
        }
    }

    private void leave(String receiver, Lane lane, Executor threads) {
        Runnable next;
        synchronized (lanes) {
            next = lane.waiting.poll();
            if (next == null && --lane.busy == 0) {
                lanes.remove(receiver, lane);
            }
        }
        if (next != null) {
            try {
                begin(receiver, lane, next, threads);
            } catch (RejectedExecutionException serverStops) {
                LOG.debugf("%s: the server stops, %d log-outs are not told", receiver, 1 + lane.waiting.size());
            }
        }
    }
}
