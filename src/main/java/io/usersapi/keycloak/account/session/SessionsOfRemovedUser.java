package io.usersapi.keycloak.account.session;

import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Tells clients and identity providers, after the commit, that the sessions of a user ended who was removed for good.
 * Keycloak removes the sessions with the user and tells nobody (UserSessionProvider.onUserRemoved).
 */
public final class SessionsOfRemovedUser extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(SessionsOfRemovedUser.class);

    private final LogoutNotices notices;
    private final List<EndedSession> ended;

    private SessionsOfRemovedUser(LogoutNotices notices, List<EndedSession> ended) {
        this.notices = notices;
        this.ended = ended;
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
            session.getTransactionManager()
                    .enlistAfterCompletion(new SessionsOfRemovedUser(new LogoutNotices(session, realm.getId()), ended));
        } catch (IllegalStateException committing) {
            LOG.debugf("The user %s is removed during a commit: no client is told", user.getId());
        }
    }

    @Override
    protected void commitImpl() {
        notices.send(ended);
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was removed.
    }
}
