package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.bulk.Turns;
import org.keycloak.models.KeycloakSession;

/**
 * One of the imports that a server does at once. Each holds a thread and, until the last line of its answer, its body
 * in memory. Their number is bounded, so that neither slow senders nor many files at once leave other requests without
 * a thread or without memory.
 */
final class ImportTurn {

    /** Keycloak answers requests with 50 threads or more (http-pool-max-threads). */
    private static final int MOST = 16;
    /** Two clients that send in turns are served with any heap. */
    private static final int LEAST = 2;
    /** Which part of the heap the bodies may fill. */
    private static final int PART_OF_HEAP = 8;

    private static final Turns TURNS = new Turns();

    private ImportTurn() {}

    /**
     * Takes a turn until the request is done.
     *
     * @param bytes how many bytes a body may have
     * @throws io.usersapi.keycloak.http.problem.ProblemException 429 where all turns are taken, or the caller has its
     *     share
     */
    static void take(KeycloakSession session, Caller caller, int bytes) {
        TURNS.take(session, caller, most(Runtime.getRuntime().maxMemory(), bytes));
    }

    static int most(long heap, int bytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heap / PART_OF_HEAP / bytes));
    }
}
