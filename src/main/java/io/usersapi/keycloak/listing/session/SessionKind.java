package io.usersapi.keycloak.listing.session;

import org.keycloak.common.util.Time;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.SessionExpirationUtils;

/** The kinds of sessions, each of which a realm lets live for other spans. */
enum SessionKind {
    OFFLINE(true, false, "s.offline = '1'"),
    REMEMBERED(false, true, "s.offline = '0' and s.rememberMe = true"),
    // A row that an older Keycloak wrote has null.
    OTHER(false, false, "s.offline = '0' and (s.rememberMe is null or s.rememberMe = false)");

    private final boolean offline;
    private final boolean rememberMe;
    private final String rows;

    SessionKind(boolean offline, boolean rememberMe, String rows) {
        this.offline = offline;
        this.rememberMe = rememberMe;
        this.rows = rows;
    }

    static SessionKind of(boolean offline, boolean rememberMe) {
        if (offline) {
            return OFFLINE;
        }
        return rememberMe ? REMEMBERED : OTHER;
    }

    /**
     * The condition in JPQL on {@code PersistentUserSessionEntity s} that the session is of this kind and that Keycloak
     * accepts it; its parameters have these names.
     */
    String alive() {
        return "(" + rows + " and s.lastSessionRefresh > :" + used() + " and s.createdOn > :" + started() + ")";
    }

    String used() {
        return "used" + name();
    }

    String started() {
        return "started" + name();
    }

    /**
     * A session that Keycloak accepts at this moment (AuthenticationManager.isSessionValid) was used last after this
     * second since 1970.
     */
    int usedAfter(RealmModel realm) {
        return secondsAgo(SessionExpirationUtils.calculateUserSessionIdleTimestamp(offline, rememberMe, 0, realm));
    }

    /** A session that Keycloak accepts at this moment began after this second since 1970. */
    int startedAfter(RealmModel realm) {
        long lifespan = SessionExpirationUtils.calculateUserSessionMaxLifespanTimestamp(offline, rememberMe, 0, realm);
        return lifespan == -1 ? -1 : secondsAgo(lifespan);
    }

    private static int secondsAgo(long millis) {
        return (int) Math.floorDiv(Time.currentTimeMillis() - millis, 1000L);
    }
}
