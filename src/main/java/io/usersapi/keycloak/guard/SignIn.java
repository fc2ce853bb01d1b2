package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.session.EndedSessions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that is about to be committed. It looks at its user once more after the commit: a sign-in that began before
 * the user was deactivated, or got another password, ends with that, even where the user is active again by now. Whoever
 * ends sessions looks for them after a commit of its own, so one of the two sees the other.
 */
final class SignIn extends AbstractKeycloakTransaction {

    /** The note of an authentication session in which its user set another password. */
    private static final String OWN_CHANGE = "users-api.own-change";

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final String userId;
    private final String sessionId;
    private final Watch watch;
    private final State seen;
    /** When the sign-in began, in seconds since 1970, and when its request did. */
    private final int begun;

    private final long requestBegun;

    /** What of a user's row tells whether its sessions were ended. */
    private record State(boolean enabled, int notBefore, Long lastModified) {}

    private SignIn(KeycloakSession session, UserModel user, String sessionId, long requestBegun, Watch watch) {
        RealmModel realm = session.getContext().getRealm();
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = realm.getId();
        this.userId = user.getId();
        this.sessionId = sessionId;
        this.watch = watch;
        this.requestBegun = requestBegun;
        this.begun = begun(session.getContext().getAuthenticationSession());
        // As the session has known the user since its first look: Keycloak keeps one model of a user in a session.
        this.seen = new State(
                user.isEnabled(), session.users().getNotBeforeOfUser(realm, user), user.getLastModifiedTimestamp());
    }

    /** @param requestBegun when the request that ends the sign-in had not yet read its user, in milliseconds since 1970 */
    static void lookAfterCommit(
            KeycloakSession session, UserModel user, String sessionId, long requestBegun, Watch watch) {
        if (sessionId != null) {
            session.getTransactionManager()
                    .enlistAfterCompletion(new SignIn(session, user, sessionId, requestBegun, watch));
        }
    }

    /** The user changes its own password in this sign-in, which goes on with the new one. */
    static void goesOnAfterOwnChange(AuthenticationSessionModel signingIn) {
        signingIn.setAuthNote(OWN_CHANGE, Boolean.TRUE.toString());
    }

    /** A sign-in with several pages began with the first of them. */
    private int begun(AuthenticationSessionModel signingIn) {
        boolean several =
                signingIn != null && signingIn.getParentSession() != null && signingIn.getAuthNote(OWN_CHANGE) == null;
        return several ? signingIn.getParentSession().getTimestamp() : Integer.MAX_VALUE;
    }

    @Override
    protected void commitImpl() {
        KeycloakModelUtils.runJobInTransaction(factory, later -> {
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                later.getContext().setRealm(realm);
                if (isOver(later)) {
                    end(later, realm);
                }
            }
        });
    }

    private boolean isOver(KeycloakSession later) {
        List<State> rows = later.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.enabled, u.notBefore, u.lastModifiedTimestamp from UserEntity u where u.id = :id",
                        State.class)
                .setParameter("id", userId)
                .getResultList();
        if (rows.isEmpty()) {
            // Of a user store that does not import its users.
            UserModel user = later.users().getUserById(later.getContext().getRealm(), userId);
            return user == null || !user.isEnabled();
        }
        return !rows.get(0).enabled() || (!watch.endings().concern(userId) && wasEnded(rows.get(0)));
    }

    private boolean wasEnded(State now) {
        boolean endedMeanwhile = now.notBefore() > seen.notBefore() || now.notBefore() > begun;
        // Not before counts in seconds: a second ending within the one shows in the date of the change alone, which
        // models of
        // some directories do not tell (UserModelDelegate).
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
        EndedSessions.endAgainAfterCommit(later, begunHere);
        begunHere.forEach(userSession -> EndedSessions.remove(later, userSession));
    }

    @Override
    protected void rollbackImpl() {
        // No session began.
    }
}
