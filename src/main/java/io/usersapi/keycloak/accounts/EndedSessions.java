package io.usersapi.keycloak.accounts;

import java.time.Duration;
import java.util.List;
import org.keycloak.common.Profile;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

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

    /** @param started tells it from one that Keycloak makes anew with the same id, for the browser at hand */
    private record Ended(String id, boolean offline, int started) {

        boolean isRevivedAs(UserSessionModel found) {
            return found != null && found.getStarted() == started;
        }
    }

    private EndedSessions(KeycloakSession session, List<UserSessionModel> sessions) {
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.sessions = sessions.stream()
                .map(ended -> new Ended(ended.getId(), ended.isOffline(), ended.getStarted()))
                .toList();
    }

    /** Ends the sessions once more, right after the transaction that ends them. */
    static void endAgainAfterCommit(KeycloakSession session, List<UserSessionModel> sessions) {
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
                sessions.forEach(ended -> end(later.sessions(), realm, ended));
            }
        });
    }

    private static void end(UserSessionProvider provider, RealmModel realm, Ended ended) {
        if (ended.offline()) {
            UserSessionModel revived = provider.getOfflineUserSession(realm, ended.id());
            if (ended.isRevivedAs(revived)) {
                provider.removeOfflineUserSession(realm, revived);
            }
        } else {
            UserSessionModel revived = provider.getUserSession(realm, ended.id());
            if (ended.isRevivedAs(revived)) {
                provider.removeUserSession(realm, revived);
            }
        }
    }

    @Override
    protected void rollbackImpl() {
        // They were not ended.
    }

    /**
     * Whether a session of the user that Keycloak found, maybe in a cache only, was ended. The user's <em>not before</em>
     * refuses older tokens by itself, but counts in seconds of a node's clock. So the database is asked, except about
     * sessions that began more than a minute later: nothing has ended these.
     */
    public static boolean contain(KeycloakSession session, UserModel user, UserSessionModel userSession) {
        RealmModel realm = session.getContext().getRealm();
        int notBefore = session.users().getNotBeforeOfUser(realm, user);
        boolean isKept = userSession.isOffline() || Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS);
        return notBefore > 0
                && isKept
                && userSession.getStarted() <= notBefore + CLOCK_SECONDS
                && session.getProvider(UserSessionPersisterProvider.class)
                                .loadUserSession(realm, userSession.getId(), userSession.isOffline())
                        == null;
    }
}
