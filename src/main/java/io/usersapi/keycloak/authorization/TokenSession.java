package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.session.EndedSessions;
import io.usersapi.keycloak.account.session.SessionlessTokens;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** The session to which a token belongs. Where a token belongs to none, Keycloak makes a session for the request. */
final class TokenSession {

    private final KeycloakSession session;

    TokenSession(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the session of a token that Keycloak accepts has ended, or what ends sessions has ended the token. */
    boolean isEnded(AuthResult token) {
        return token.token().getSessionId() == null
                ? SessionlessTokens.isOver(session, token.user(), token.token())
                : EndedSessions.removeIfEnded(session, token.user(), token.session());
    }

    /** Whether the token that was accepted when the request began is good still. */
    boolean goesOn(AccessToken token, UserModel user) {
        String id = token.getSessionId();
        return id == null
                ? !SessionlessTokens.isOver(session, user, token)
                : found(id).anyMatch(found -> !EndedSessions.removeIfEnded(session, user, found));
    }

    private Stream<UserSessionModel> found(String id) {
        RealmModel realm = session.getContext().getRealm();
        return Stream.of(
                        session.sessions().getUserSession(realm, id),
                        session.sessions().getOfflineUserSession(realm, id))
                .filter(Objects::nonNull);
    }
}
