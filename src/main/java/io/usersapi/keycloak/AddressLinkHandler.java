package io.usersapi.keycloak;

import io.usersapi.keycloak.mail.AccountLink;
import io.usersapi.keycloak.mail.VerificationMail;
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
import org.keycloak.authentication.actiontoken.verifyemail.VerifyEmailActionToken;
import org.keycloak.authentication.actiontoken.verifyemail.VerifyEmailActionTokenHandler;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oid4vc.issuance.requiredactions.CredentialOfferActionToken;
import org.keycloak.protocol.oid4vc.issuance.requiredactions.CredentialOfferActionTokenHandler;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

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
            if (UsersApiLinkHandler.isToAnotherAddress(context)) {
                return UsersApiLinkHandler.outdated(context, getDefaultErrorMessage());
            }
            UsersApiLinkHandler.requireMailForPassword(context);
            Response answer = super.handleToken(token, context);
            if (answer.getStatus() == Response.Status.BAD_REQUEST.getStatusCode()
                    && ModuleSwitch.isEnabled(context.getRealm())) {
                UsersApiLinkHandler.end(context);
            }
            return answer;
        }
    }

    /**
     * Opens the links that verify an address. Behind the verification, Keycloak leads on to what the user must still
     * do, such as to set another password, and asks for no password. A link does no more than verify where the module is
     * on, or where this API has mailed it: whose the mailbox is was not known until then. A sign-in that waits for the
     * verification in the same browser goes on.
     */
    public static final class OfVerification extends VerifyEmailActionTokenHandler {

        @Override
        public Response handleToken(VerifyEmailActionToken token, ActionTokenContext<VerifyEmailActionToken> context) {
            if (UsersApiLinkHandler.isOutdated(context)) {
                return UsersApiLinkHandler.outdated(context, getDefaultErrorMessage());
            }
            UsersApiLinkHandler.requireMailForPassword(context);
            Response answer = super.handleToken(token, context);
            return UsersApiLinkHandler.leadsOn(answer) && endsHere(token, context) ? verified(context) : answer;
        }

        private static boolean endsHere(
                VerifyEmailActionToken token, ActionTokenContext<VerifyEmailActionToken> context) {
            // Keycloak notes this where a link begins the browser's session (AbstractActionTokenHandler).
            boolean isBegunByLink =
                    context.getAuthenticationSession().getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS)
                            != null;
            return VerificationMail.hasSent(token) || (isBegunByLink && ModuleSwitch.isEnabled(context.getRealm()));
        }

        /** Keycloak's page that says so. The browser's session with Keycloak, which the link has begun, ends. */
        private static Response verified(ActionTokenContext<VerifyEmailActionToken> context) {
            AuthenticationSessionModel browser = context.getAuthenticationSession();
            UserModel user = browser.getAuthenticatedUser();
            LoginFormsProvider page = context.getSession().getProvider(LoginFormsProvider.class);
            if (browser.getAuthNote(AuthenticationManager.SET_REDIRECT_URI_AFTER_REQUIRED_ACTIONS) != null) {
                // The application to which an administrator has had the mail lead.
                page.setAttribute("pageRedirectUri", browser.getRedirectUri());
            }
            UsersApiLinkHandler.end(context);
            return page.setAuthenticationSession(browser)
                    .setAttribute("messageHeader", page.getMessage(Messages.EMAIL_VERIFIED_HEADER, user.getEmail()))
                    .setSuccess(Messages.EMAIL_VERIFIED)
                    .setUser(user)
                    .createInfoPage();
        }
    }

    /**
     * Opens the links that offer a verifiable credential, and verify the address, too. Behind the offer, Keycloak leads on
     * to what the user must still do, as behind a link that asks for actions.
     */
    public static final class OfCredential extends CredentialOfferActionTokenHandler {

        private Settings settings;

        @Override
        public void init(Config.Scope config) {
            settings = UsersApiProviderFactory.settings();
        }

        @Override
        public Predicate<? super CredentialOfferActionToken>[] getVerifiers(
                ActionTokenContext<CredentialOfferActionToken> context) {
            return UsersApiLinkHandler.andState(super.getVerifiers(context), context, settings);
        }

        @Override
        public Response handleToken(
                CredentialOfferActionToken token, ActionTokenContext<CredentialOfferActionToken> context) {
            if (UsersApiLinkHandler.isOutdated(context)) {
                return UsersApiLinkHandler.outdated(context, Messages.EXPIRED_ACTION_TOKEN_NO_SESSION);
            }
            UsersApiLinkHandler.requireMailForPassword(context);
            UsersApiLinkHandler.note(context, settings);
            return super.handleToken(token, context);
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
            UsersApiLinkHandler.requireMailForPassword(context);
            return super.handleToken(token, context);
        }
    }
}
