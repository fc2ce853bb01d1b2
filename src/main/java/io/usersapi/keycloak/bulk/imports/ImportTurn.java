package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.concurrent.atomic.AtomicInteger;
import org.keycloak.models.KeycloakSession;

/**
 * One of the imports that a server does at once. Each holds a thread, from the first byte of its body to the last line of
 * its answer, and its body in memory. Their number is bounded, so that neither slow senders nor many files at once leave
 * other requests without a thread or without memory.
 */
final class ImportTurn {

    /** Keycloak answers requests with 50 threads or more (http-pool-max-threads). */
    private static final int MOST = 16;
    /** Two clients that send in turns are served with any heap. */
    private static final int LEAST = 2;
    /** Which part of the heap the bodies may fill. */
    private static final int PART_OF_HEAP = 8;

    private static final int SECONDS_TO_WAIT = 5;

    /** Of all realms: they share the threads and the memory. */
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private ImportTurn() {}

    /**
     * Takes a turn until the session of the request closes. Keycloak closes it after the last line of the answer
     * (CloseSessionFilter), or when it refuses the request.
     *
     * @param bytes how many bytes a body may have
     * @throws ProblemException 429 where all turns are taken
     */
    static void take(KeycloakSession session, int bytes) {
        if (TAKEN.incrementAndGet() > most(Runtime.getRuntime().maxMemory(), bytes)) {
            TAKEN.decrementAndGet();
            throw ProblemException.tooManyRequests(SECONDS_TO_WAIT);
        }
        session.enlistForClose(TAKEN::decrementAndGet);
    }

    static int most(long heap, int bytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heap / PART_OF_HEAP / bytes));
    }
}
