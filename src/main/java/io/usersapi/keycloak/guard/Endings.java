package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.session.EndedSession;
import io.usersapi.keycloak.account.session.EndedSessions;
import io.usersapi.keycloak.account.session.LogoutNotices;
import io.usersapi.keycloak.account.session.PendingNotices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.UserStorageUtil;

/**
 * Ends sessions once the transaction that asks for it is committed, before its answer is sent: the sessions in the stores
 * first, then clients are told. Nothing waits for a client while a lock is held.
 */
public final class Endings extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final KeycloakSession session;
    private final Map<String, Ending> endings = new LinkedHashMap<>();
    private String realmId;
    private Consumer<List<EndedSession>> notices;

    /**
     * What ends for one user.
     *
     * @param kept the id of the online session that stays, or null
     * @param refusesTokens whether every token issued before now is refused
     */
    private record Ending(String userId, String kept, boolean refusesTokens) {

        boolean ends(UserSessionModel userSession) {
            return userSession.isOffline() || !userSession.getId().equals(kept);
        }
    }

    Endings(KeycloakSession session) {
        this.session = session;
    }

    /** Leaves it to the pending notices to tell clients. */
    public void tellBy(PendingNotices pending) {
        notices = pending::add;
    }

    /** Every session of the user ends, and every token issued before now is refused. */
    public void ofAll(UserModel user) {
        endings.put(user.getId(), due(user, null, true));
    }

    /**
     * The same, but for the session of the browser in which the user has just proved who it is: Keycloak goes on with that
     * session.
     */
    void ofAllButOwn(UserModel user) {
        String browser = browserOf(user);
        if (browser != null) {
            SignIn.goesOnAfterOwnChange(session.getContext().getAuthenticationSession());
        }
        endings.putIfAbsent(user.getId(), due(user, browser, true));
    }

    /** Every session of the user ends but the one with the id or, where there is none, that of the browser at hand. */
    void elsewhere(UserModel user, String kept) {
        endings.putIfAbsent(user.getId(), due(user, kept == null ? browserOf(user) : kept, false));
    }

    private Ending due(UserModel user, String kept, boolean refusesTokens) {
        realmId = session.getContext().getRealm().getId();
        LOG.debugf("The guard ends sessions of the user %s after the commit", user.getId());
        return new Ending(user.getId(), kept, refusesTokens);
    }

    private String browserOf(UserModel user) {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        boolean own = signingIn != null
                && (signingIn.getAuthenticatedUser() == null
                        || signingIn.getAuthenticatedUser().getId().equals(user.getId()));
        return own ? signingIn.getParentSession().getId() : null;
    }

    /** Whether sessions of the user end with this transaction. */
    boolean concern(String userId) {
        return endings.containsKey(userId);
    }

    void forget() {
        endings.clear();
    }

    @Override
    protected void commitImpl() {
        if (endings.isEmpty()) {
            return;
        }
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        List<Ending> due = List.copyOf(endings.values());
        List<EndedSession> ended = new ArrayList<>();
        // Refused first and ended second, each committed: a sign-in that looks once more at its end sees the one, or is
        // seen
        // by the other.
        within(factory, realmId, (later, realm) -> refuseTokens(later, realm, due));
        within(factory, realmId, (later, realm) -> due.forEach(ending -> end(later, realm, ending, ended)));
        if (notices != null) {
            notices.accept(ended);
        } else {
            new LogoutNotices(session, realmId).send(ended);
        }
    }

    private interface Step {
        void run(KeycloakSession later, RealmModel realm);
    }

    private static void within(KeycloakSessionFactory factory, String realmId, Step step) {
        KeycloakModelUtils.runJobInTransaction(factory, later -> {
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                // Where it is asked for on the way to the session's user (InfinispanOrganizationProvider).
                later.getContext().setRealm(realm);
                step.run(later, realm);
            }
        });
    }

    /** One column of one row each: nothing that another transaction wrote is written back. */
    private static void refuseTokens(KeycloakSession later, RealmModel realm, List<Ending> due) {
        UserCache cache = UserStorageUtil.userCache(later);
        for (Ending ending : due) {
            UserModel user = later.users().getUserById(realm, ending.userId());
            if (ending.refusesTokens() && user != null) {
                later.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery(
                                "update UserEntity u set u.notBefore = :now where u.id = :id and u.notBefore < :now")
                        .setParameter("now", Time.currentTime())
                        .setParameter("id", ending.userId())
                        .executeUpdate();
                if (cache != null) {
                    cache.evict(realm, user);
                }
            }
        }
    }

    private static void end(KeycloakSession later, RealmModel realm, Ending ending, List<EndedSession> ended) {
        UserModel user = later.users().getUserById(realm, ending.userId());
        if (user == null) {
            return;
        }
        // Collected first: to remove a session changes what the streams read.
        List<UserSessionModel> sessions = Stream.concat(
                        later.sessions().getUserSessionsStream(realm, user),
                        later.sessions().getOfflineUserSessionsStream(realm, user))
                .filter((Predicate<UserSessionModel>) ending::ends)
                .toList();
        EndedSessions.endAgainAfterCommit(later, sessions);
        for (UserSessionModel userSession : sessions) {
            EndedSession.of(userSession).ifPresent(ended::add);
            EndedSessions.remove(later, userSession);
        }
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was changed, so nothing ends.
    }
}
