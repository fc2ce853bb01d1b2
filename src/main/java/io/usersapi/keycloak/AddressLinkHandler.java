package io.usersapi.keycloak;

import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.actiontoken.ActionTokenContext;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionToken;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionTokenHandler;

/**
 * Opens the links by which Keycloak gives an address, in place of Keycloak's own handlers of the same ids. Where
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
}
