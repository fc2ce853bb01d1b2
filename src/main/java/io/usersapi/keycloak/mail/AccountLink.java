package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.state.OpenPage;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionCompoundId;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A mailed link that asks whether an account at an identity provider is the user's. */
public final class AccountLink {

    private AccountLink() {}

    /**
     * Notes when and by which mailbox the answer was yes, before Keycloak acts on the answer. Where another browser gives it
     * than the one that signs in, Keycloak keeps it for another sign-in, too (IdpVerifyAccountLinkActionTokenHandler).
     */
    public static void confirm(KeycloakSession session, IdpVerifyAccountLinkActionToken token) {
        AuthenticationSessionModel here = session.getContext().getAuthenticationSession();
        String elsewhere = token.getOriginalCompoundAuthenticationSessionId();
        AuthenticationSessionModel signingIn = elsewhere == null ? here : find(session, elsewhere);
        if (signingIn != null) {
            OpenPage.confirm(signingIn, token.getIat(), token.getEmail());
        }
        if (elsewhere != null) {
            OpenPage.confirmForAnother(
                    session,
                    token.getUserId(),
                    token.getIdentityProviderAlias(),
                    token.getExternalId(),
                    token.getIat(),
                    token.getEmail());
        }
    }

    private static AuthenticationSessionModel find(KeycloakSession session, String compoundId) {
        RealmModel realm = session.getContext().getRealm();
        AuthenticationSessionCompoundId id = AuthenticationSessionCompoundId.encoded(compoundId);
        ClientModel client = realm.getClientById(id.getClientUUID());
        return new AuthenticationSessionManager(session)
                .getAuthenticationSessionByIdAndClient(realm, id.getRootSessionId(), client, id.getTabId());
    }
}
