package io.usersapi.keycloak.account.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Tells clients and identity providers, after the commit, that the sessions of users ended who were removed for good.
 * Keycloak removes the sessions with the user and tells nobody (UserSessionProvider.onUserRemoved). One transaction can
 * remove many users, as a partial import that overwrites, or the removal of an organization: the sessions of all are told
 * together, so that a client that does not answer holds up the request once.
 */
public final class SessionsOfRemovedUser extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(SessionsOfRemovedUser.class);

    /** The attribute of Keycloak's session that keeps the sessions of those whom it removes. */
    private static final String NAME = SessionsOfRemovedUser.class.getName();

    private final KeycloakSession session;
    /** By the ids of their realms: an administrator of one realm can remove the users of another. */
    private final Map<String, List<EndedSession>> ended = new LinkedHashMap<>();

    private SessionsOfRemovedUser(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Reads the sessions of a user who is about to be removed, so that their end is told if the removal is committed.
     *
     * @param user a user whose sessions are still there
     */
    public static void tell(KeycloakSession session, RealmModel realm, UserModel user) {
        List<EndedSession> ended = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user))
                .flatMap(found -> EndedSession.of(found).stream())
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        try {
            of(session).add(realm, ended);
        } catch (IllegalStateException committing) {
            LOG.debugf("The user %s is removed during a commit: no client is told", user.getId());
        }
    }

    private static SessionsOfRemovedUser of(KeycloakSession session) {
        SessionsOfRemovedUser sessions = session.getAttribute(NAME, SessionsOfRemovedUser.class);
        if (sessions == null) {
            sessions = new SessionsOfRemovedUser(session);
            session.setAttribute(NAME, sessions);
        }
        return sessions;
    }

    private void add(RealmModel realm, List<EndedSession> more) {
        if (ended.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(this);
        }
        ended.computeIfAbsent(realm.getId(), id -> new ArrayList<>()).addAll(more);
    }

    @Override
    protected void commitImpl() {
        ended.forEach((realmId, sessions) -> new LogoutNotices(session, realmId).send(sessions));
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was removed.
    }
}
