package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.session.EndedSessions;
import io.usersapi.keycloak.account.session.SessionlessTokens;
import io.usersapi.keycloak.account.state.OpenPage;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.grants.ciba.channel.CIBAAuthenticationRequest;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

/**
 * A sign-in that is about to be committed. It looks at its user once more after the commit. Where the user was
 * deactivated or got another password after the sign-in came to know the user, the new session ends, even if the user is
 * active again by now. Whoever ends sessions looks for them after a commit of its own, so at least one of the two sees the
 * other.
 */
final class SignIn extends AbstractKeycloakTransaction {

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final String userId;
    private final String sessionId;
    private final Watch watch;
    private final State seen;
    /** When the sign-in came to know the user, in seconds since 1970. */
    private final int begun;
    /** A time at which the request had not yet read the user, in milliseconds since 1970. */
    private final long requestBegun;

    /** The columns of a user's row that tell whether sessions of the user were ended. */
    private record State(String id, boolean enabled, int notBefore, Long lastModified) {}

    private SignIn(KeycloakSession session, UserModel user, Event event, long requestBegun, Watch watch) {
        RealmModel realm = session.getContext().getRealm();
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = realm.getId();
        this.userId = user.getId();
        this.sessionId = event.getSessionId();
        this.watch = watch;
        this.requestBegun = requestBegun;
        this.begun = event.getType() == EventType.AUTHREQID_TO_TOKEN
                ? askedAt(session)
                : begun(session.getContext().getAuthenticationSession(), userId, requestBegun);
        // The state as the request first read it: Keycloak keeps one model of a user in a session.
        this.seen = new State(
                userId,
                user.isEnabled(),
                session.users().getNotBeforeOfUser(realm, user),
                user.getLastModifiedTimestamp());
    }

    /**
     * Looks at the user once more after the commit, and ends the session where it must not go on.
     *
     * @param event tells of the sign-in; where it names no session, the new token has none, or there is nothing to look after
     * @param requestBegun a time at which the request had not yet read the user, in milliseconds since 1970
     */
    static void lookAfterCommit(KeycloakSession session, UserModel user, Event event, long requestBegun, Watch watch) {
        if (event.getSessionId() != null) {
            session.getTransactionManager()
                    .enlistAfterCompletion(new SignIn(session, user, event, requestBegun, watch));
        } else {
            SessionlessTokens.lookAfterCommit(session, user, event, requestBegun, Refusal::staleToken);
        }
    }

    /**
     * Has the sign-in to which this request belongs keep the time at which it began. Keycloak keeps one time for all
     * sign-ins of a browser, and sets it half an hour into the past when one of them is done and another is open
     * (AuthenticationSessionManager.updateAuthenticationSessionAfterSuccessfulAuthentication).
     *
     * @param requestBegun a time at which the request had not yet read its user, in milliseconds since 1970
     */
    static void noteBeginning(KeycloakSession session, long requestBegun) {
        try {
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
                    if (signingIn != null && goesOn(signingIn)) {
                        OpenPage.note(signingIn, requestBegun);
                        if (signingIn.getAuthNote(OpenPage.BEGUN) == null) {
                            signingIn.setAuthNote(OpenPage.BEGUN, String.valueOf(requestBegun / 1000));
                        }
                    }
                }

                @Override
                protected void rollbackImpl() {}
            });
        } catch (IllegalStateException committing) {
            // No sign-in begins during a commit.
        }
    }

    /** Whether the sign-in has another request. The note would bring one that is done back. */
    static boolean goesOn(AuthenticationSessionModel signingIn) {
        RootAuthenticationSessionModel parent = signingIn.getParentSession();
        return parent != null && parent.getAuthenticationSessions().containsKey(signingIn.getTabId());
    }

    /** Notes that what the user does or loses in this sign-in ends sessions, and that the sign-in goes on all the same. */
    static void goesOnAfterOwnChange(AuthenticationSessionModel signingIn, String userId) {
        signingIn.setAuthNote(OpenPage.BEGUN, String.valueOf(OpenPage.renew(signingIn, userId)));
    }

    /**
     * When the sign-in came to know its user, before or as it looked at what the user has to prove, or when the user set a
     * password in it. A page that was open before that was nobody's. Where the sign-in has no pages, the answer is a time
     * later than all others.
     */
    private static int begun(AuthenticationSessionModel signingIn, String userId, long requestBegun) {
        return signingIn == null || signingIn.getParentSession() == null
                ? Integer.MAX_VALUE
                : OpenPage.knownSince(signingIn, userId, requestBegun);
    }

    /**
     * When the client asked for the sign-in (OpenID Connect CIBA), in seconds since 1970. The person may have agreed
     * long before this request, in which the client gets its tokens and Keycloak makes the session.
     */
    private static int askedAt(KeycloakSession session) {
        String id =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(CibaGrantType.AUTH_REQ_ID);
        return CIBAAuthenticationRequest.deserialize(session, id).getIat().intValue();
    }

    @Override
    protected void commitImpl() {
        Contention.again(factory, realmId, (later, realm) -> {
            if (isOver(later)) {
                end(later, realm);
            }
        });
    }

    private boolean isOver(KeycloakSession later) {
        State now = StorageId.isLocalStorage(userId) ? ofRow(later) : ofNoRow(later);
        // A sign-in by an id in another spelling than that of the row would be nobody's (StoredId).
        boolean isThere = now != null && now.id().equals(userId);
        return !isThere || !now.enabled() || (!watch.endings().concern(userId) && wasEnded(now));
    }

    private State ofRow(KeycloakSession later) {
        return later.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.id, u.enabled, u.notBefore, u.lastModifiedTimestamp from UserEntity u where u.id = :id",
                        State.class)
                .setParameter("id", userId)
                .getSingleResultOrNull();
    }

    /** The state of whom a store does not import: Keycloak's tables have the time alone. */
    private State ofNoRow(KeycloakSession later) {
        RealmModel realm = later.getContext().getRealm();
        UserModel user = later.users().getUserById(realm, userId);
        int notBefore = UserStorageUtil.userFederatedStorage(later).getNotBeforeOfUser(realm, userId);
        return user == null ? null : new State(userId, user.isEnabled(), notBefore, seen.lastModified());
    }

    private boolean wasEnded(State now) {
        boolean endedMeanwhile = now.notBefore() > seen.notBefore() || now.notBefore() > begun;
        // notBefore counts in seconds. A second ending within the same second shows only in the time of the
        // last change, which the models of some directories do not tell (UserModelDelegate).
        boolean tellsDates = seen.lastModified() != null && !watch.changes().isDated(userId);
        boolean withinOneSecond = tellsDates
                && now.notBefore() == seen.notBefore()
                && now.notBefore() >= requestBegun / 1000
                && !seen.lastModified().equals(now.lastModified());
        return endedMeanwhile || withinOneSecond;
    }

    private void end(KeycloakSession later, RealmModel realm) {
        List<UserSessionModel> begunHere = Stream.of(
                        later.sessions().getUserSession(realm, sessionId),
                        later.sessions().getOfflineUserSession(realm, sessionId))
                .filter(Objects::nonNull)
                .toList();
        EndedSessions.remove(later, begunHere);
    }

    @Override
    protected void rollbackImpl() {}
}
