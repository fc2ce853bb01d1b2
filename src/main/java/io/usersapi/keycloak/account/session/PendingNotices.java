package io.usersapi.keycloak.account.session;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * The notices about sessions that many changes have ended, to be sent together after all changes. So clients that do
 * not answer delay a request once, however many changes it has.
 */
public final class PendingNotices {

    private final List<EndedSession> ended = new ArrayList<>();

    /** Adds sessions that were ended. */
    public void add(List<EndedSession> more) {
        ended.addAll(more);
    }

    /** Tells the clients of the session's realm, and waits for them as {@link LogoutNotices}. */
    public void send(KeycloakSession session) {
        new LogoutNotices(session, session.getContext().getRealm().getId()).send(ended);
    }
}
