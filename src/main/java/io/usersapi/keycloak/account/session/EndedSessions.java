package io.usersapi.keycloak.account.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.RefreshToken;

/**
 * Sees to it that sessions which were ended stay so. Keycloak takes a session out of its cache before the database
 * commits; a request of that session which comes in between, on any node, reads the row and puts it back into the cache
 * (UserSessionPersistentChangelogBasedTransaction.importUserSession), where it would live on.
 */
public final class EndedSessions extends AbstractKeycloakTransaction {

    /** How much the clocks of two nodes may differ. */
    private static final long CLOCK_SECONDS = Duration.ofMinutes(1).toSeconds();

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final List<Ended> sessions;

    private record Ended(String id, boolean offline) {

        Optional<UserSessionModel> find(KeycloakSession session) {
            RealmModel realm = session.getContext().getRealm();
            return Optional.ofNullable(
                    offline
                            ? session.sessions().getOfflineUserSession(realm, id)
                            : session.sessions().getUserSession(realm, id));
        }
    }

    private EndedSessions(KeycloakSession session, List<UserSessionModel> sessions) {
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.sessions = sessions.stream()
                .map(ended -> new Ended(ended.getId(), ended.isOffline()))
                .toList();
    }

    /** Ends the sessions once more, right after the transaction that ends them. */
    public static void endAgainAfterCommit(KeycloakSession session, List<UserSessionModel> sessions) {
        if (!sessions.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(new EndedSessions(session, sessions));
        }
    }

    @Override
    protected void commitImpl() {
        KeycloakModelUtils.runJobInTransaction(factory, later -> {
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                // Where it is asked for on the way to the session's user (InfinispanOrganizationProvider).
                later.getContext().setRealm(realm);
                sessions.forEach(ended -> ended.find(later).ifPresent(revived -> remove(later, revived)));
            }
        });
    }

    /** Takes the session out of its stores; nobody is told. */
    public static void remove(KeycloakSession session, UserSessionModel userSession) {
        RealmModel realm = session.getContext().getRealm();
        if (userSession.isOffline()) {
            session.sessions().removeOfflineUserSession(realm, userSession);
        } else {
            session.sessions().removeUserSession(realm, userSession);
        }
    }

    @Override
    protected void rollbackImpl() {
        // They were not ended.
    }

    /**
     * Takes the session of a refresh token out of the cache where it was ended, so that no token comes of it.
     *
     * @param refreshToken a token that nobody has verified yet
     */
    public static void forgetThatOf(KeycloakSession session, String refreshToken) {
        String id;
        try {
            id = new JWSInput(refreshToken).readJsonContent(RefreshToken.class).getSessionId();
        } catch (JWSInputException noToken) {
            return;
        }
        if (id != null) {
            Stream.of(new Ended(id, false), new Ended(id, true))
                    .flatMap(named -> named.find(session).stream())
                    .filter(found -> found.getUser() != null)
                    .toList()
                    .forEach(found -> forget(session, found.getUser(), found));
        }
    }

    /**
     * Takes a session of the user that Keycloak found, maybe in a cache only, out of that cache where it was ended. The
     * user's <em>not before</em> refuses older tokens by itself, but counts in seconds of a node's clock. So the database
     * is asked, except about sessions that began more than a minute later: nothing has ended these.
     *
     * @return whether it was ended
     */
    public static boolean forget(KeycloakSession session, UserModel user, UserSessionModel userSession) {
        RealmModel realm = session.getContext().getRealm();
        int notBefore = session.users().getNotBeforeOfUser(realm, user);
        boolean isKept = userSession.isOffline() || Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS);
        boolean isEnded = notBefore > 0
                && isKept
                && userSession.getStarted() <= notBefore + CLOCK_SECONDS
                && session.getProvider(UserSessionPersisterProvider.class)
                                .loadUserSession(realm, userSession.getId(), userSession.isOffline())
                        == null;
        if (isEnded) {
            remove(session, userSession);
        }
        return isEnded;
    }
}
