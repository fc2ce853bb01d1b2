package io.usersapi.keycloak.account.session;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * The log-outs of many changes, told to clients together when all changes are made: clients that do not answer hold a
 * request up once, however many changes it carries.
 */
public final class PendingNotices {

    private final List<EndedSession> ended = new ArrayList<>();

    public void add(List<EndedSession> more) {
        ended.addAll(more);
    }

    /** Tells the clients of the session's realm. */
    public void send(KeycloakSession session) {
        new LogoutNotices(session, session.getContext().getRealm().getId()).send(ended);
    }
}
