package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.bulk.Turns;
import io.usersapi.keycloak.http.problem.ProblemException;
import org.keycloak.models.KeycloakSession;

/**
 * One of the imports that a server does at once. Each holds a thread from the first byte of its body to the last line
 * of its answer, and its body in memory. Their number is bounded, so that neither slow senders nor many files at once
 * leave other requests without a thread or without memory.
 */
final class ImportTurn {

    private static final int MOST = 16;
    /** Two clients that send in turns are served with any heap. */
    private static final int LEAST = 2;
    /** Which part of the heap the bodies may fill. */
    private static final int PART_OF_HEAP = 8;

    private static final Turns TURNS = new Turns();

    private ImportTurn() {}

    /**
     * Takes a turn until the session of the request closes.
     *
     * @param bytes how many bytes a body may have
     * @throws ProblemException 429 where all turns are taken, or the caller has its share
     */
    static void take(KeycloakSession session, Caller caller, int bytes) {
        TURNS.take(session, caller, most(Runtime.getRuntime().maxMemory(), bytes));
    }

    /** How many turns there are. */
    static int most(long heap, int bytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heap / PART_OF_HEAP / bytes));
    }
}
