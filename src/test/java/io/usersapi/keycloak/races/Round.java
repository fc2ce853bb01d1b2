package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A new user to whom both sides of a pair are done at one instant; then what was answered is compared with what is. */
final class Round {

    private static final int STEPS = 8;
    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(700);
    private static final long PATIENCE_SECONDS = 120;

    private final Arena arena;
    private final Pair pair;
    private final boolean atOnce;
    private final int number;
    private final Subject subject;
    private final List<Answer> acts = new ArrayList<>();
    private final Queue<Answer> disturbances = new ConcurrentLinkedQueue<>();
    private final Queue<Subject.SignIn> signIns = new ConcurrentLinkedQueue<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final String newEmail = Arena.newEmail();
    private TotpPages pages;
    private long activating;
    private volatile boolean totpSetUp;
    private volatile boolean over;

    Round(Arena arena, Pair pair, boolean atOnce, int number) {
        this.arena = arena;
        this.pair = pair;
        this.atOnce = atOnce;
        this.number = number;
        this.subject = arena.newSubject(pair.act() == Act.DEMOTE);
    }

    Verdict run(ExecutorService threads) {
        List<String> lost = new ArrayList<>();
        try {
            pair.disturbance().prepare(this);
            if (atOnce) {
                meet(threads);
            } else {
                followEachOther();
            }
            Aftermath aftermath = new Aftermath(this, lost);
            aftermath.agrees();
            if (acted() && !(pair.removes() && disturbed())) {
                pair.act().judge(aftermath);
            }
            pair.disturbance().judge(aftermath);
        } catch (Exception | AssertionError broken) {
            errors.add(String.valueOf(broken));
        }
        return new Verdict(refused(), lost, List.copyOf(errors));
    }

    /** Nothing may ever be lost by that: so the judges are judged. */
    private void followEachOther() {
        boolean actFirst = number % 2 == 0;
        over = true;
        if (actFirst) {
            pair.act().send(this);
        }
        for (int thread = 0; thread < pair.disturbance().threads(); thread++) {
            pair.disturbance().disturb(this, thread);
        }
        if (!actFirst) {
            pair.act().send(this);
        }
    }

    private void meet(ExecutorService threads) throws Exception {
        int disturbers = pair.disturbance().threads();
        CyclicBarrier start = new CyclicBarrier(disturbers + 1);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < disturbers; thread++) {
            int disturber = thread;
            running.add(threads.submit(() -> {
                start.await();
                pause(pair.disturbance().loops() ? 0 : -headStart());
                pair.disturbance().disturb(this, disturber);
                return null;
            }));
        }
        try {
            start.await();
            pause(pair.disturbance().loops() ? number % STEPS * STEP_NANOS * 2 : headStart());
            pair.act().send(this);
        } finally {
            over = true;
        }
        for (Future<?> side : running) {
            side.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Shifts the two sides against each other, round by round, so that every instant of the one meets the other. */
    private long headStart() {
        return (number % (2 * STEPS + 1) - STEPS) * STEP_NANOS;
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** Takes an answer to the act, and tells whether it was done. */
    boolean act(Answer answer) {
        acts.add(answer);
        boolean mayBeGone = pair.removes() && answer.status() == 404;
        if (!isDone(answer) && answer.status() != 409 && !mayBeGone) {
            if (!isKeycloaks(answer, pair.isKeycloaksAct())) {
                errors.add("the act: " + told(answer));
            }
        }
        return isDone(answer);
    }

    /** Takes an answer to what disturbs, and tells whether it was done. */
    boolean disturbed(Answer answer) {
        disturbances.add(answer);
        boolean mayFail = pair.disturbance().isThePersons() || pair.act() == Act.DELETE;
        if (answer.status() >= 500 || (answer.status() >= 400 && answer.status() != 409 && !mayFail)) {
            if (!isKeycloaks(answer, pair.isKeycloaksDisturbance())) {
                errors.add("the disturbance: " + told(answer));
            }
        }
        return isDone(answer);
    }

    static boolean isDone(Answer answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    private static String told(Answer answer) {
        String text = answer.text().replaceAll("\\s+", " ");
        return answer.status() + " " + text.substring(0, Math.min(200, text.length()));
    }

    /** Whether the act was answered 2xx. */
    boolean acted() {
        return !acts.isEmpty() && acts.stream().allMatch(Round::isDone);
    }

    boolean refused() {
        return acts.stream().anyMatch(answer -> answer.status() == 409);
    }

    /** Whether what disturbs was answered 2xx, once at least. */
    boolean disturbed() {
        return disturbances.stream().anyMatch(Round::isDone);
    }

    void activatingNow() {
        activating = System.nanoTime();
    }

    /** When the request that activates was sent, after that which deactivates was answered. */
    long activating() {
        return activating;
    }

    boolean isOver() {
        return over;
    }

    Arena arena() {
        return arena;
    }

    Pair pair() {
        return pair;
    }

    Subject subject() {
        return subject;
    }

    String newEmail() {
        return newEmail;
    }

    /** The sign-ins and refreshes of the round that were answered with tokens. */
    Queue<Subject.SignIn> signIns() {
        return signIns;
    }

    /** The name that each thread was told to have saved last. */
    Map<Integer, String> names() {
        return names;
    }

    TotpPages pages() {
        return pages;
    }

    void openTotpPages() {
        pages = new TotpPages(arena, subject);
    }

    void totpIsSetUp() {
        totpSetUp = true;
    }

    /** Whether the person was told that the authenticator is set up. */
    boolean hasSetUpTotp() {
        return totpSetUp;
    }

    private boolean isKeycloaks(Answer answer, boolean asked) {
        // An update by the Admin API answers 400 for whatever the database says (UserResource.updateUser).
        boolean isUpdateOfAttributes = pair.disturbance() == Disturbance.ATTRIBUTE && answer.status() == 400;
        return asked && pair.keycloakMayFail() && (answer.status() == 500 || isUpdateOfAttributes);
    }
}
