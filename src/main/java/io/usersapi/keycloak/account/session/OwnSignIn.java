package io.usersapi.keycloak.account.session;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The sign-in of a user, by a browser, that the request at hand belongs to, if it belongs to one. */
public final class OwnSignIn {

    private OwnSignIn() {}

    /** Whether the request belongs to a sign-in of the user, and nobody else asks for anything by it. */
    public static boolean is(KeycloakSession session, UserModel user) {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        return signingIn != null
                && session.getContext().getBearerToken() == null
                && user.equals(signingIn.getAuthenticatedUser());
    }

    /** The id of the session that the browser gets, or has, where the user signs in there, or nobody yet; else null. */
    public static String browser(KeycloakSession session, UserModel user) {
        AuthenticationSessionModel signingIn = session.getContext().getAuthenticationSession();
        boolean own = signingIn != null
                && signingIn.getParentSession() != null
                && (signingIn.getAuthenticatedUser() == null
                        || signingIn.getAuthenticatedUser().getId().equals(user.getId()));
        return own ? signingIn.getParentSession().getId() : null;
    }
}
