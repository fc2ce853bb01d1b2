package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.PageClient;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.util.MtlsHoKTokenUtil;

/** For whom a valid token is: who may send it, and to which API. */
final class TokenBinding {

    private final KeycloakSession session;
    private final Settings settings;

    TokenBinding(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Whether the request comes with the certificate to which the token is bound, if it is bound to any (RFC 8705,
     * section 3). Keycloak checks DPoP proofs by itself, but certificates at its own endpoints only (UserInfoEndpoint).
     */
    boolean isSendersOwn(AuthResult token) {
        AccessToken.Confirmation confirmation = token.token().getConfirmation();
        boolean bound = confirmation != null && confirmation.getCertThumbprint() != null;
        boolean binding =
                OIDCAdvancedConfigWrapper.fromClientModel(token.client()).isUseMtlsHokToken();
        return !bound && !binding
                || bound
                        && MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                                token.token(), session.getContext().getHttpRequest(), session);
    }

    /**
     * Whether the token is meant for this API (RFC 9700, section 2.3). Where the setting {@code require-audience} is
     * off, every token is. Where it is on, the token must be issued to the module's client or the page's, or have the
     * module's client in its audience.
     */
    boolean isForThisApi(AccessToken token) {
        return !settings.requireAudience()
                || isForModulesClient(token)
                || new PageClient(session, settings).isCalled(token.getIssuedFor());
    }

    /** A client that merely has the name of the module's is another one. */
    private boolean isForModulesClient(AccessToken token) {
        return ModuleClient.find(session.getContext().getRealm(), settings)
                .map(ClientModel::getClientId)
                .filter(client -> client.equals(token.getIssuedFor()) || token.hasAudience(client))
                .isPresent();
    }
}
