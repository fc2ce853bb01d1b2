package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * The requests of one kind that a server does at once, of all realms. Each holds a thread from the first byte of its
 * body to the last line of its answer. One caller has no more than half of the turns, so that whoever holds as many as
 * it can shuts nobody else out.
 */
public final class Turns {

    private static final int SECONDS_TO_WAIT = 5;

    /** The ids of the callers, one for each turn that is taken. */
    private final List<String> takenBy = new ArrayList<>();

    /**
     * Takes a turn until the session of the request closes. Keycloak closes it after the last line of the answer
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
