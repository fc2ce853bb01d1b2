package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * Bounds how many requests of a kind, which can hold a thread of the server for minutes, are served at once: Keycloak
 * answers requests with 50 threads or more (http-pool-max-threads). One caller has no more than half of the turns, so
 * that whoever holds as many as it can shuts nobody else out.
 */
public final class Turns {

    private static final int SECONDS_TO_WAIT = 5;

    /** The callers' ids, one for each turn that is taken, of all realms: they share the threads. */
    private final List<String> takenBy = new ArrayList<>();

    /**
     * Takes a turn until the session of the request closes. Keycloak closes it after the last byte of the answer
     * (CloseSessionFilter), or when it refuses the request.
     *
     * @param most how many turns there are
     * @throws ProblemException 429 where all turns are taken, or the caller has its share
     */
    public void take(KeycloakSession session, Caller caller, int most) {
        String id = caller.user().getId();
        synchronized (takenBy) {
            if (takenBy.size() >= most || Collections.frequency(takenBy, id) >= share(most)) {
                throw ProblemException.tooManyRequests(SECONDS_TO_WAIT);
            }
            takenBy.add(id);
        }
        session.enlistForClose(() -> giveBack(id));
    }

    private void giveBack(String id) {
        synchronized (takenBy) {
            takenBy.remove(id);
        }
    }

    /** Half of the turns, rounded up: of two turns and more, one is left for others. */
    static int share(int most) {
        return (most + 1) / 2;
    }
}
