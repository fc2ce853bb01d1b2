package io.usersapi.keycloak;

import io.usersapi.keycloak.mail.AccountLink;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.Response;
import org.keycloak.Config;
import org.keycloak.TokenVerifier.Predicate;
import org.keycloak.authentication.actiontoken.ActionTokenContext;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionTokenHandler;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionToken;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionTokenHandler;
import org.keycloak.services.messages.Messages;

/**
 * Opens the links by which Keycloak gives or verifies an address, in place of Keycloak's own handlers of the same ids. Where
 * the module is off, a link works as Keycloak's does.
 */
public final class AddressLinkHandler {

    private AddressLinkHandler() {}

    /** Opens the links that give a user the address to which they were mailed. They do so at once, without a page. */
    public static final class OfAnotherAddress extends UpdateEmailActionTokenHandler {

        @Override
        public Response handleToken(UpdateEmailActionToken token, ActionTokenContext<UpdateEmailActionToken> context) {
            return UsersApiLinkHandler.isToAnotherAddress(context)
                    ? UsersApiLinkHandler.outdated(context, getDefaultErrorMessage())
                    : super.handleToken(token, context);
        }
    }

    /** Opens the links that ask whether an account at an identity provider is the user's. The answer verifies the address. */
    public static final class OfAccount extends IdpVerifyAccountLinkActionTokenHandler {

        private Settings settings;

        @Override
        public void init(Config.Scope config) {
            settings = UsersApiProviderFactory.settings();
        }

        @Override
        public Predicate<? super IdpVerifyAccountLinkActionToken>[] getVerifiers(
                ActionTokenContext<IdpVerifyAccountLinkActionToken> context) {
            return UsersApiLinkHandler.andState(super.getVerifiers(context), context, settings);
        }

        @Override
        public Response handleToken(
                IdpVerifyAccountLinkActionToken token, ActionTokenContext<IdpVerifyAccountLinkActionToken> context) {
            if (UsersApiLinkHandler.isOutdated(context)) {
                return UsersApiLinkHandler.outdated(context, Messages.EXPIRED_ACTION_TOKEN_NO_SESSION);
            }
            if (!context.isAuthenticationSessionFresh() && ModuleSwitch.isEnabled(context.getRealm())) {
                AccountLink.confirm(context.getSession(), token);
            }
            return super.handleToken(token, context);
        }
    }
}
