package io.usersapi.keycloak.account.change;

import org.keycloak.models.KeycloakSession;

/** Tells the guard that an event speaks of a change which this API itself has made. */
public final class OwnWrites {

    private static final String MARK = OwnWrites.class.getName();

    private OwnWrites() {}

    public static void mark(KeycloakSession session) {
        session.setAttribute(MARK, Boolean.TRUE);
    }

    static boolean isMarked(KeycloakSession session) {
        return session.getAttribute(MARK) != null;
    }
}
