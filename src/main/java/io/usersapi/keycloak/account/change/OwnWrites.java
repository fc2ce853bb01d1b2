package io.usersapi.keycloak.account.change;

import org.keycloak.models.KeycloakSession;

/**
 * Marks a session in which this API itself leaves an event, so that the guard does not treat the event as a change by
 * others.
 */
public final class OwnWrites {

    private static final String MARK = OwnWrites.class.getName();

    private OwnWrites() {}

    /** Marks the session until it ends. */
    public static void mark(KeycloakSession session) {
        session.setAttribute(MARK, Boolean.TRUE);
    }

    static boolean isMarked(KeycloakSession session) {
        return session.getAttribute(MARK) != null;
    }
}
