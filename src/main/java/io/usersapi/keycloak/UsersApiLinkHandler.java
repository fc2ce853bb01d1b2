package io.usersapi.keycloak;

import io.usersapi.keycloak.mail.LinkState;
import io.usersapi.keycloak.mail.OpenedLink;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import org.keycloak.Config;
import org.keycloak.TokenVerifier.Predicate;
import org.keycloak.authentication.actiontoken.ActionTokenContext;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.TokenUtils;
import org.keycloak.authentication.actiontoken.execactions.ExecuteActionsActionToken;
import org.keycloak.authentication.actiontoken.execactions.ExecuteActionsActionTokenHandler;
import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionTokenHandler;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionTokenHandler;
import org.keycloak.events.Errors;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Opens the links that ask for actions, such as another password, in place of Keycloak's own handler of the same id
 * (ProviderManager prefers the handler of an extension). Where the module is off, a link works as Keycloak's does. Where
 * the module is on, a link also becomes useless as {@link LinkState} says, even while it is open in a browser.
 */
public final class UsersApiLinkHandler extends ExecuteActionsActionTokenHandler {

    private Settings settings;

    /**
     * Opens the links that invite a user to an organization. Keycloak shows the link to whoever manages organizations
     * (OrganizationInvitationResource), and leads on behind it to what the user must still do, such as to set another
     * password, and asks for no password. Where the module is on, the link makes the user a member, leads to the
     * organization, and counts nowhere else as the user's.
     */
    public static final class OfInvitation extends InviteOrgActionTokenHandler {

        @Override
        public Response handleToken(InviteOrgActionToken token, ActionTokenContext<InviteOrgActionToken> context) {
            if (!ModuleSwitch.isEnabled(context.getRealm())) {
                return super.handleToken(token, context);
            }
            AuthenticationSessionModel browser = context.getAuthenticationSession();
            requireMailForPassword(context);
            Response answer = super.handleToken(token, context);
            return leadsOn(answer) ? welcomed(context, browser) : answer;
        }

        /** The way that Keycloak itself takes where the user has nothing to do. The session that the link began ends. */
        private static Response welcomed(ActionTokenContext<?> context, AuthenticationSessionModel browser) {
            String home = browser.getRedirectUri();
            end(context);
            return Response.status(Response.Status.FOUND)
                    .location(URI.create(home))
                    .build();
        }
    }

    /** Opens the links that Keycloak mails to whoever has forgotten the password. */
    public static final class OfForgottenPassword extends ResetCredentialsActionTokenHandler {

        private Settings settings;

        @Override
        public void init(Config.Scope config) {
            settings = UsersApiProviderFactory.settings();
        }

        @Override
        public Predicate<? super ResetCredentialsActionToken>[] getVerifiers(
                ActionTokenContext<ResetCredentialsActionToken> context) {
            return andState(super.getVerifiers(context), context, settings);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Response handleToken(ResetCredentialsActionToken token, ActionTokenContext context) {
            note(context, settings);
            return super.handleToken(token, context);
        }
    }

    @Override
    public void init(Config.Scope config) {
        settings = UsersApiProviderFactory.settings();
    }

    @Override
    public Predicate<? super ExecuteActionsActionToken>[] getVerifiers(
            ActionTokenContext<ExecuteActionsActionToken> context) {
        return andState(super.getVerifiers(context), context, settings);
    }

    @Override
    public Response handleToken(
            ExecuteActionsActionToken token, ActionTokenContext<ExecuteActionsActionToken> context) {
        if (isOutdated(context)) {
            return outdated(context, Messages.EXPIRED_ACTION_TOKEN_NO_SESSION);
        }
        note(context, settings);
        return super.handleToken(token, context);
    }

    /** The verifiers of Keycloak's, and, where the module is on, that of the user's state. */
    static <T extends DefaultActionToken> Predicate<? super T>[] andState(
            Predicate<? super T>[] verifiers, ActionTokenContext<T> context, Settings settings) {
        if (!ModuleSwitch.isEnabled(context.getRealm())) {
            return verifiers;
        }
        Predicate<? super T>[] all = Arrays.copyOf(verifiers, verifiers.length + 1);
        all[verifiers.length] = TokenUtils.checkThat(
                token -> new LinkState(context.getSession(), settings).fits(token, user(context)),
                Errors.EXPIRED_CODE,
                Messages.EXPIRED_ACTION_TOKEN_NO_SESSION);
        return all;
    }

    static boolean leadsOn(Response answer) {
        return answer.getStatus() == Response.Status.FOUND.getStatusCode();
    }

    /**
     * Has Keycloak's "Forgot password" ask for the mail also in this browser, where the module is on. With the note of who
     * has opened a link, Keycloak leads to the page for another password without a mail (ResetCredentialEmail).
     */
    static void requireMailForPassword(ActionTokenContext<?> context) {
        if (ModuleSwitch.isEnabled(context.getRealm())) {
            context.getAuthenticationSession().removeAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID);
        }
    }

    static void note(ActionTokenContext<?> context, Settings settings) {
        if (ModuleSwitch.isEnabled(context.getRealm())) {
            new OpenedLink(context.getSession(), settings).note(context.getAuthenticationSession());
        }
    }

    /**
     * Whether the user has got another address since this request has read the user. The first page of a link only asks
     * whether to go on, and changes nothing.
     */
    static boolean isOutdated(ActionTokenContext<?> context) {
        return !context.isAuthenticationSessionFresh() && isToAnotherAddress(context);
    }

    static boolean isToAnotherAddress(ActionTokenContext<?> context) {
        return ModuleSwitch.isEnabled(context.getRealm())
                && !OpenedLink.isToAddressOf(context.getSession(), user(context));
    }

    /** What Keycloak answers where it finds the other address itself (LoginActionsService). */
    static Response outdated(ActionTokenContext<?> context, String message) {
        end(context);
        context.getEvent().error(Errors.INVALID_EMAIL);
        return ErrorPage.error(context.getSession(), null, Response.Status.BAD_REQUEST, message);
    }

    /** Ends the browser's session with Keycloak that the link has begun. */
    static void end(ActionTokenContext<?> context) {
        new AuthenticationSessionManager(context.getSession())
                .removeAuthenticationSession(context.getRealm(), context.getAuthenticationSession(), true);
    }

    private static UserModel user(ActionTokenContext<?> context) {
        return context.getAuthenticationSession().getAuthenticatedUser();
    }
}
