package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * One of the imports that a server does at once. Each holds a thread from the first byte of its body to the last line
 * of its answer, and its body in memory. Their number is bounded, so that neither slow senders nor many files at once
 * leave other requests without a thread or without memory. One caller has no more than half of the turns, so that
 * whoever holds as many as it can shuts nobody else out.
 */
final class ImportTurn {

    /** Keycloak answers requests with 50 threads or more (http-pool-max-threads). */
    private static final int MOST = 16;
    /** Two clients that send in turns are served with any heap. */
    private static final int LEAST = 2;
    /** Which part of the heap the bodies may fill. */
    private static final int PART_OF_HEAP = 8;

    private static final int SECONDS_TO_WAIT = 5;

    /** The callers' ids, one for each turn that is taken, of all realms: they share the threads and the memory. */
    private static final List<String> TAKEN_BY = new ArrayList<>();

    private ImportTurn() {}

    /**
     * Takes a turn until the session of the request closes. Keycloak closes it after the last line of the answer
     * (CloseSessionFilter), or when it refuses the request.
     *
     * @param bytes how many bytes a body may have
     * @throws ProblemException 429 where all turns are taken, or the caller has its share
     */
    static void take(KeycloakSession session, Caller caller, int bytes) {
        String id = caller.user().getId();
        int most = most(Runtime.getRuntime().maxMemory(), bytes);
        synchronized (TAKEN_BY) {
            if (TAKEN_BY.size() >= most || Collections.frequency(TAKEN_BY, id) >= share(most)) {
                throw ProblemException.tooManyRequests(SECONDS_TO_WAIT);
            }
            TAKEN_BY.add(id);
        }
        session.enlistForClose(() -> giveBack(id));
    }

    private static void giveBack(String id) {
        synchronized (TAKEN_BY) {
            TAKEN_BY.remove(id);
        }
    }

    /** How many turns there are. */
    static int most(long heap, int bytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heap / PART_OF_HEAP / bytes));
    }

    /** Half of the turns, rounded up: of two turns and more, one is left for others. */
    static int share(int most) {
        return (most + 1) / 2;
    }
}
