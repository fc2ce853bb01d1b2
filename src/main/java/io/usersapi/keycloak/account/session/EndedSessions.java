package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.representations.RefreshToken;

/**
 * Keeps sessions ended that were ended. Keycloak takes a session out of its cache before the database commits. A
 * request of that session which comes in between, on any node, reads the row and puts the session back into the cache
 * (UserSessionPersistentChangelogBasedTransaction.importUserSession), where it would live on.
 */
public final class EndedSessions extends AbstractKeycloakTransaction {

    /** By how much the clocks of two nodes may differ. */
    private static final long CLOCK_SECONDS = Duration.ofMinutes(1).toSeconds();

    /** How many sessions a transaction ends: before each query Hibernate looks for changes of all that it has loaded. */
    static final int AT_ONCE = 100;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final List<NamedSession> sessions;

    private EndedSessions(KeycloakSession session, List<NamedSession> sessions) {
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.sessions = List.copyOf(sessions);
    }

    /** Ends the sessions a second time, right after the transaction that ends them. */
    static void endAgainAfterCommit(KeycloakSession session, List<NamedSession> sessions) {
        if (!sessions.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(new EndedSessions(session, sessions));
        }
    }

    @Override
    protected void commitImpl() {
        for (int from = 0; from < sessions.size(); from += AT_ONCE) {
            List<NamedSession> some = sessions.subList(from, Math.min(from + AT_ONCE, sessions.size()));
            Contention.again(factory, realmId, (later, realm) -> removeFound(later, some));
        }
    }

    /** Removes sessions that were ended from wherever they are found, also where their user is gone. */
    static void removeFound(KeycloakSession later, List<NamedSession> ended) {
        ended.forEach(named -> remove(later, named.byIdAlone()));
    }

    /**
     * Removes the sessions of users who are gone. Keycloak has most often removed them with the user: then each costs a look
     * into the cache and one statement. A session whose row was left is looked for again after the commit.
     */
    static void removeLeftBehind(KeycloakSession later, List<NamedSession> sessions) {
        ReadSessions.overlookFurther(later);
        RealmModel realm = later.getContext().getRealm();
        // Keycloak keeps in mind which rows are there, and which are not: to remove them, it asks the database no more.
        UserSessionPersisterProvider rows = later.getProvider(UserSessionPersisterProvider.class);
        endAgainAfterCommit(
                later,
                sessions.stream()
                        .filter(named -> rows.loadUserSession(realm, named.id(), named.offline()) != null)
                        .toList());
        removeFound(later, sessions);
    }

    /** Removes sessions from their stores; no client is told. */
    public static void remove(KeycloakSession session, List<UserSessionModel> sessions) {
        endAgainAfterCommit(session, sessions.stream().map(NamedSession::of).toList());
        sessions.forEach(ended -> remove(session, ended));
    }

    private static void remove(KeycloakSession session, UserSessionModel userSession) {
        RealmModel realm = session.getContext().getRealm();
        if (userSession.isOffline()) {
            session.sessions().removeOfflineUserSession(realm, userSession);
        } else {
            session.sessions().removeUserSession(realm, userSession);
        }
    }

    @Override
    protected void rollbackImpl() {
        // The sessions were not ended.
    }

    /**
     * Removes the session of a refresh token from the cache, if the session was ended, so that the token gives no other
     * tokens. A text that this realm has not signed is passed over.
     *
     * @param refreshToken as it was sent
     */
    public static void removeIfEndedOf(KeycloakSession session, String refreshToken) {
        Optional.ofNullable(session.tokens().decode(refreshToken, RefreshToken.class))
                .map(RefreshToken::getSessionId)
                .stream()
                .flatMap(id -> Stream.of(new NamedSession(id, null, false), new NamedSession(id, null, true)))
                .flatMap(named -> named.find(session).stream())
                .filter(found -> found.getUser() != null)
                .toList()
                .forEach(found -> removeIfEnded(session, found.getUser(), found));
    }

    /**
     * Removes a session that Keycloak found from the cache, if the session was ended. Keycloak may have found the
     * session in a cache only. The user's {@code notBefore} refuses older tokens by itself, but counts in seconds of
     * one node's clock. So the database is asked whether it still has the session. It is not asked about a session that
     * began more than a minute after {@code notBefore}: no ending has concerned that session. A transient user, who lives
     * in that one session, has no {@code notBefore}. For an exchanged token Keycloak finds a copy of the session, which says in
     * a note what it was copied from (UserSessionUtil.createTransientUserSession).
     *
     * @return whether the session was ended
     */
    public static boolean removeIfEnded(KeycloakSession session, UserModel user, UserSessionModel userSession) {
        if (LightweightUserAdapter.isLightweightUser(user)) {
            return false;
        }
        RealmModel realm = session.getContext().getRealm();
        int notBefore = session.users().getNotBeforeOfUser(realm, user);
        boolean isOfflinesCopy = Constants.CREATED_FROM_PERSISTENT_OFFLINE.equals(
                userSession.getNote(Constants.CREATED_FROM_PERSISTENT));
        boolean isOffline = userSession.isOffline() || isOfflinesCopy;
        boolean isKept = isOffline || Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS);
        boolean isEnded = notBefore > 0
                && isKept
                && userSession.getStarted() <= notBefore + CLOCK_SECONDS
                && session.getProvider(UserSessionPersisterProvider.class)
                                .loadUserSession(realm, userSession.getId(), isOffline)
                        == null;
        if (isEnded && isOfflinesCopy) {
            endAgainAfterCommit(session, List.of(new NamedSession(userSession.getId(), user.getId(), true)));
        } else if (isEnded) {
            remove(session, userSession);
        }
        return isEnded;
    }
}
