package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.lock.FreeUsers;
import io.usersapi.keycloak.account.session.EndedSession;
import io.usersapi.keycloak.account.session.LogoutNotices;
import io.usersapi.keycloak.account.session.NamedSession;
import io.usersapi.keycloak.account.session.OlderTokens;
import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.account.session.SessionsOfUsers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends sessions after the transaction that asks for it has committed, and before its answer is sent. First the sessions
 * end in the stores, then clients are told. Nobody waits for a client while a lock is held.
 */
public final class Endings extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final KeycloakSession session;
    private final Map<String, Ending> endings = new LinkedHashMap<>();
    private String realmId;
    private Consumer<List<EndedSession>> notices;
    private RuntimeException refusal;

    /**
     * What ends for one user.
     *
     * @param kept the id of the online session that stays, or null
     * @param refusesTokens whether every token issued before the ending is refused
     */
    private record Ending(String userId, String kept, boolean refusesTokens) {

        boolean ends(NamedSession named) {
            return named.offline() || !named.id().equals(kept);
        }
    }

    Endings(KeycloakSession session) {
        this.session = session;
    }

    /** Collects the notices to clients, instead of sending them. The caller sends them later. */
    public void tellBy(PendingNotices pending) {
        notices = pending::add;
    }

    /** Lets every session of the user end. Every token issued before is refused. */
    public void ofAll(UserModel user) {
        endings.put(user.getId(), due(user, null, true));
    }

    /**
     * Lets every session of the user end, except for that of the browser in which the user has just authenticated:
     * Keycloak continues with that session. Every token issued before is refused.
     */
    void ofAllButOwn(UserModel user) {
        String browser = browserOf(user);
        if (browser != null) {
            SignIn.goesOnAfterOwnChange(session.getContext().getAuthenticationSession(), user.getId());
        }
        endings.putIfAbsent(user.getId(), due(user, browser, true));
    }

    /**
     * Lets every session of the user end, except for one. Tokens are not refused.
     *
     * @param kept the id of the session that stays; null for that of the browser of this request
     */
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

    /** Whether sessions of the user end because of this transaction. */
    boolean concern(String userId) {
        return endings.containsKey(userId);
    }

    /** Has the rollback fail with why the commit was refused, whatever else fails in it. */
    void rollBackWith(RuntimeException refusal) {
        this.refusal = refusal;
    }

    /** Ends nothing after all. */
    void forget() {
        endings.clear();
    }

    @Override
    protected void commitImpl() {
        if (endings.isEmpty()) {
            return;
        }
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        Map<String, Ending> due = Map.copyOf(endings);
        Predicate<NamedSession> ends = found -> due.get(found.userId()).ends(found);
        List<EndedSession> ended = new ArrayList<>();
        // The tokens are refused first, then the sessions are ended, each in a transaction of its own. A sign-in at the
        // same time looks once more after its own commit: either it sees the refusal, or its session is ended here.
        RuntimeException failed = refuseTokens(
                factory,
                realmId,
                endings.values().stream()
                        .filter(Ending::refusesTokens)
                        .map(Ending::userId)
                        .toList());
        within(factory, realmId, (later, realm) -> new SessionsOfUsers(later).endQuietly(due.keySet(), ends));
        within(factory, realmId, (later, realm) -> {
            ended.clear();
            ended.addAll(new SessionsOfUsers(later).end(due.keySet(), ends));
        });
        if (notices != null) {
            notices.accept(ended);
        } else {
            new LogoutNotices(session, realmId).send(ended);
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static void within(
            KeycloakSessionFactory factory, String realmId, BiConsumer<KeycloakSession, RealmModel> step) {
        // A sign-in that looks once more may remove the same sessions in another order.
        Contention.again(() -> KeycloakModelUtils.runJobInTransaction(factory, later -> {
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                // InfinispanOrganizationProvider reads the realm from the context on the way to the user of a session.
                later.getContext().setRealm(realm);
                step.accept(later, realm);
            }
        }));
    }

    /**
     * Sets the column {@code notBefore} of each user, and no other column: what another transaction wrote stays. The rows of
     * many are written together where they are free, so that this transaction waits for nobody while it holds locks.
     *
     * @return why it failed for one of the users, or null; the others are written all the same
     */
    private static RuntimeException refuseTokens(KeycloakSessionFactory factory, String realmId, List<String> users) {
        List<String> rest = new ArrayList<>(users);
        if (users.size() > 1) {
            List<String> free = new ArrayList<>();
            within(factory, realmId, (later, realm) -> {
                free.addAll(new FreeUsers(later).lock(users));
                OlderTokens.refuse(later, free);
            });
            rest.removeAll(free);
        }
        RuntimeException failed = null;
        for (String user : rest) {
            try {
                within(factory, realmId, (later, realm) -> OlderTokens.refuse(later, realm, user));
            } catch (RuntimeException lockedTooLong) {
                failed = lockedTooLong;
            }
        }
        return failed;
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was changed, so nothing ends. What Keycloak does when it rolls back fails where the refused request
        // had
        // ended a sign-in (CodeGenerateUtil.verifyCode), and the last failure becomes the answer.
        if (refusal != null) {
            throw refusal;
        }
    }
}
