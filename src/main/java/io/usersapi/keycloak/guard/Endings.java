package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.lock.UserLock;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.account.session.EndedSession;
import io.usersapi.keycloak.account.session.LogoutNotices;
import io.usersapi.keycloak.account.session.NamedSession;
import io.usersapi.keycloak.account.session.OlderTokens;
import io.usersapi.keycloak.account.session.OwnSignIn;
import io.usersapi.keycloak.account.session.PendingNotices;
import io.usersapi.keycloak.account.session.SessionsOfUsers;
import io.usersapi.keycloak.account.state.Tombstones;
import io.usersapi.keycloak.module.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserModel;

/**
 * Ends sessions after the transaction that asks for it has committed, and before its answer is sent. First the sessions
 * end in the stores, then clients are told. Nobody waits for a client while a lock is held. In the end it looks again at users
 * whom another transaction may just have deleted.
 */
public final class Endings extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final KeycloakSession session;
    private final Settings settings;
    private final Map<String, Ending> endings = new LinkedHashMap<>();
    private final Set<String> contended = new LinkedHashSet<>();
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

    Endings(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Has a user looked at once more, after the commit, who got an attribute, an action or a consent while another transaction
     * held the row. If that one has deleted the user, it could not see what this one wrote, which then goes, too.
     */
    void lookAgainAt(String userId) {
        contended.add(userId);
        realmId = session.getContext().getRealm().getId();
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
     * Keycloak continues with that session. Every token issued before is refused. An ending that does so stays.
     */
    void ofAllButOwn(UserModel user) {
        String browser = OwnSignIn.browser(session, user);
        if (browser != null && SignIn.goesOn(session.getContext().getAuthenticationSession())) {
            SignIn.goesOnAfterOwnChange(session.getContext().getAuthenticationSession(), user.getId());
        }
        endings.merge(user.getId(), due(user, browser, true), (before, now) -> before.refusesTokens() ? before : now);
    }

    /**
     * Lets every session of the user end, except for one. Tokens are not refused.
     *
     * @param kept the id of the session that stays; null for that of the browser of this request
     */
    void elsewhere(UserModel user, String kept) {
        endings.putIfAbsent(user.getId(), due(user, kept == null ? OwnSignIn.browser(session, user) : kept, false));
    }

    private Ending due(UserModel user, String kept, boolean refusesTokens) {
        realmId = session.getContext().getRealm().getId();
        LOG.debugf("The guard ends sessions of the user %s after the commit", user.getId());
        return new Ending(user.getId(), kept, refusesTokens);
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
        try {
            if (!endings.isEmpty()) {
                end(session.getKeycloakSessionFactory());
            }
        } finally {
            contended.forEach(this::lookAgain);
        }
    }

    private void end(KeycloakSessionFactory factory) {
        Map<String, Ending> due = Map.copyOf(endings);
        Predicate<NamedSession> ends = found -> due.get(found.userId()).ends(found);
        List<EndedSession> ended = new ArrayList<>();
        // The tokens are refused first, then the sessions are ended, in transactions of their own. A sign-in at the
        // same time looks once more after its own commit: either it sees the refusal, or its session is ended here.
        RuntimeException failed = OlderTokens.refuse(
                factory,
                realmId,
                endings.values().stream()
                        .filter(Ending::refusesTokens)
                        .map(Ending::userId)
                        .toList());
        try {
            new SessionsOfUsers(factory, realmId, due.keySet(), ends).end(ended::addAll);
        } catch (RuntimeException notAll) {
            failed = notAll;
        }
        if (notices != null) {
            notices.accept(ended);
        } else {
            new LogoutNotices(session, realmId).send(ended);
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** A failure is logged: the change that is answered was committed. */
    private void lookAgain(String user) {
        try {
            Contention.again(session.getKeycloakSessionFactory(), realmId, (later, realm) -> {
                if (UserLock.takeSoon(later, user)) {
                    new Tombstones(later, settings).takeLateRows(user);
                }
            });
        } catch (RuntimeException failed) {
            if (!Vanished.isCause(failed)) {
                LOG.errorf(
                        "The user %s was written to while it may have been deleted, and could not be looked at again (%s)",
                        user, failed.getClass().getSimpleName());
                LOG.debug("Looking again failed", failed);
            }
        }
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was changed, so nothing ends. What Keycloak does when it rolls back fails where the refused request
        // had ended a sign-in (CodeGenerateUtil.verifyCode), and the last failure becomes the answer.
        if (refusal != null) {
            throw refusal;
        }
    }
}
