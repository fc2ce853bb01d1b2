package io.usersapi.keycloak.accounts;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Ends a user's sessions, as Keycloak's {@code UserResource.logout} does, and the offline ones too. */
final class AccountSessions {

    private final KeycloakSession session;
    private final RealmModel realm;

    AccountSessions(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Ends every session of the user and refuses every token issued before now; clients hear of it. */
    void endAll(UserModel user) {
        session.users().setNotBeforeForUser(realm, user, Time.currentTime());
        endAllBut(user, null);
    }

    /**
     * Refuses every token issued before now and ends every session, except that of the browser in which the user has
     * just proved who it is: Keycloak goes on with it, and cannot make another one of its id in the same transaction.
     */
    void endAllButTheBrowsers(UserModel user) {
        session.users().setNotBeforeForUser(realm, user, Time.currentTime());
        endAllBut(user, browsers());
    }

    /** Ends every session but the one with the id or, where there is none, that of the browser at hand. */
    void endElsewhere(UserModel user, String id) {
        endAllBut(user, id == null ? browsers() : id);
    }

    private String browsers() {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        return signingIn == null ? null : signingIn.getParentSession().getId();
    }

    /** Ends a session that begins in this transaction, for Keycloak cannot add and remove one in the same. */
    void endOnceBegun(String id) {
        UserSessionModel begun = id == null ? null : session.sessions().getUserSession(realm, id);
        if (begun != null) {
            EndedSessions.endAgainAfterCommit(session, List.of(begun));
        }
    }

    /**
     * Ends every session of the user but the online one with the id {@code kept}, or every one where it is null. An
     * offline session can have the same id.
     */
    void endAllBut(UserModel user, String kept) {
        KeycloakContext context = session.getContext();
        // Collected first: the log-out removes what the streams read.
        List<UserSessionModel> sessions = Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user))
                .filter(userSession ->
                        userSession.isOffline() || !userSession.getId().equals(kept))
                .toList();
        EndedSessions.endAgainAfterCommit(session, sessions);
        for (UserSessionModel userSession : sessions) {
            AuthenticationManager.backchannelLogout(
                    session,
                    realm,
                    userSession,
                    context.getUri(),
                    context.getConnection(),
                    context.getRequestHeaders(),
                    true);
        }
    }
}
