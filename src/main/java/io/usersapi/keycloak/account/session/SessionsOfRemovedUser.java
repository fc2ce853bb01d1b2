package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
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
import org.keycloak.models.UserSessionModel;

/**
 * Ends, after the commit, the sessions of users who were removed for good, and tells clients and identity providers. Keycloak
 * removes the sessions with the user only where its UserManager removes the user, since that alone publishes the event
 * (UserModel.UserRemovedEvent): not so where an organization removes its managed members
 * (JpaOrganizationProvider.removeMember), or another extension removes a user. A session that is left would be that of whoever
 * gets the user's id next. And Keycloak tells nobody (UserSessionProvider.onUserRemoved).
 *
 * <p>One transaction can remove many users, as a partial import that overwrites, or the removal of an organization: the
 * sessions of all are told together, so that a client that does not answer holds up the request once.
 */
public final class SessionsOfRemovedUser extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(SessionsOfRemovedUser.class);

    /** The attribute of Keycloak's session that keeps the sessions of those whom it removes. */
    private static final String NAME = SessionsOfRemovedUser.class.getName();

    private final KeycloakSession session;
    /** By the ids of their realms: an administrator of one realm can remove the users of another. */
    private final Map<String, Read> read = new LinkedHashMap<>();

    /**
     * What was read in one realm.
     *
     * @param named all sessions
     * @param told what is to be told of them
     */
    private record Read(List<NamedSession> named, List<EndedSession> told) {

        void add(UserSessionModel found) {
            named.add(NamedSession.of(found));
            EndedSession.of(found).ifPresent(told::add);
        }
    }

    private SessionsOfRemovedUser(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Reads the sessions of a user who is about to be removed, so that they end, and their end is told, if the removal is
     * committed.
     *
     * @param user a user whose sessions are still there
     */
    public static void end(KeycloakSession session, RealmModel realm, UserModel user) {
        List<UserSessionModel> found = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        try {
            of(session).add(realm, found);
        } catch (IllegalStateException committing) {
            LOG.debugf("The user %s is removed during a commit: its sessions are left", user.getId());
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

    private void add(RealmModel realm, List<UserSessionModel> found) {
        if (read.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(this);
        }
        Read ofRealm = read.computeIfAbsent(realm.getId(), id -> new Read(new ArrayList<>(), new ArrayList<>()));
        found.forEach(ofRealm::add);
    }

    /** First all sessions end, then clients are told: a client can take its time. */
    @Override
    protected void commitImpl() {
        read.forEach((realmId, ofRealm) -> end(realmId, ofRealm.named()));
        read.forEach((realmId, ofRealm) -> new LogoutNotices(session, realmId).send(ofRealm.told()));
    }

    private void end(String realmId, List<NamedSession> sessions) {
        for (int from = 0; from < sessions.size(); from += EndedSessions.AT_ONCE) {
            endSome(realmId, sessions.subList(from, Math.min(from + EndedSessions.AT_ONCE, sessions.size())));
        }
    }

    /** A failure is logged: the removal that is answered was committed, and clients are to be told all the same. */
    private void endSome(String realmId, List<NamedSession> some) {
        try {
            Contention.again(
                    session.getKeycloakSessionFactory(),
                    realmId,
                    (later, realm) -> EndedSessions.removeLeftBehind(later, some));
        } catch (RuntimeException failed) {
            LOG.errorf(
                    "Realm %s: sessions of users who were removed could not be ended (%s)",
                    realmId, failed.getClass().getSimpleName());
            LOG.debug("Ending them failed", failed);
        }
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was removed.
    }
}
