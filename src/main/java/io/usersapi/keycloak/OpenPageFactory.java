package io.usersapi.keycloak;

import io.usersapi.keycloak.guard.AccountEvents;
import io.usersapi.keycloak.mail.OpenedLink;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.Response;
import java.util.function.BiPredicate;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.DeleteAccount;
import org.keycloak.authentication.requiredactions.UpdatePassword;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.messages.Messages;

/**
 * Keycloak's pages for another password and to delete the account, in place of Keycloak's own of the same ids
 * (ProviderManager prefers those of an extension). Keycloak tells a directory of a password or a removal at once
 * (LDAPStorageProvider), so a refusal at the commit would come too late. Where the module is on, what is sent from a page or
 * through a link that is outdated is refused before. Where it is off, the pages are Keycloak's.
 */
public final class OpenPageFactory {

    private OpenPageFactory() {}

    /** The page for another password. */
    public static final class OfPassword extends UpdatePassword {

        private Settings settings;

        @Override
        public void init(Config.Scope config) {
            settings = UsersApiProviderFactory.settings();
        }

        @Override
        public RequiredActionProvider create(KeycloakSession session) {
            return this;
        }

        @Override
        public void processAction(RequiredActionContext context) {
            requireValid(context, settings, OpenedLink::maySetPassword);
            super.processAction(context);
        }
    }

    /** The page to delete the account. */
    public static final class OfDeletion extends DeleteAccount {

        private Settings settings;

        @Override
        public void init(Config.Scope config) {
            settings = UsersApiProviderFactory.settings();
        }

        @Override
        public void processAction(RequiredActionContext context) {
            requireValid(context, settings, OpenedLink::isGood);
            super.processAction(context);
        }
    }

    private static void requireValid(
            RequiredActionContext context, Settings settings, BiPredicate<OpenedLink, String> good) {
        if (!ModuleSwitch.isEnabled(context.getRealm())) {
            return;
        }
        KeycloakSession session = context.getSession();
        UserModel user = context.getUser();
        if (user == null) {
            // The user was removed meanwhile.
            throw expired(session);
        }
        AccountEvents.requireCurrentPage(session, user.getId());
        OpenedLink link = new OpenedLink(session, settings);
        if (link.isThere() && !good.test(link, user.getId())) {
            throw expired(session);
        }
    }

    private static ErrorPageException expired(KeycloakSession session) {
        return new ErrorPageException(session, Response.Status.BAD_REQUEST, Messages.EXPIRED_ACTION);
    }
}
