package io.usersapi.keycloak.tokens;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.storage.StorageUnavailableException;

/**
 * Keycloak's own OIDC endpoints, called as Java methods. Brute-force protection, one-time codes, required actions,
 * client policies, events and session records all apply, because Keycloak decides.
 */
final class Grants {

    private static final Logger LOG = Logger.getLogger(Grants.class);

    private final KeycloakSession session;
    private final String clientId;

    Grants(KeycloakSession session, String clientId) {
        this.session = session;
        this.clientId = clientId;
    }

    /**
     * What an endpoint answered.
     *
     * @param status the HTTP status
     * @param entity the body where the call succeeded, else null
     * @param error the error that Keycloak's event carries ({@code org.keycloak.events.Errors}), or null
     */
    record Outcome(int status, Object entity, String error) {
        boolean succeeded() {
            return status < 300;
        }
    }

    /**
     * Calls the OIDC token endpoint with the parameters of a grant (RFC 6749, section 4.3 or 6).
     *
     * @param username what the event names as the user who tried to sign in
     */
    Outcome token(Map<String, String> parameters, Optional<String> username) {
        return call(parameters, username, event -> new TokenEndpoint(session, new TokenManager(), event)
                .processGrantRequest());
    }

    /**
     * Calls the OIDC logout endpoint.
     *
     * @param refreshToken a refresh token of the session that is to end
     */
    Outcome logout(String refreshToken) {
        return call(Map.of(OAuth2Constants.REFRESH_TOKEN, refreshToken), Optional.empty(), event -> new LogoutEndpoint(
                        session, new TokenManager(), event)
                .logout());
    }

    private interface Endpoint {
        Response answer(EventBuilder event);
    }

    private Outcome call(Map<String, String> parameters, Optional<String> username, Endpoint endpoint) {
        KeycloakContext context = session.getContext();
        HttpRequest request = context.getHttpRequest();
        Map<String, String> form = new LinkedHashMap<>(parameters);
        form.put(OAuth2Constants.CLIENT_ID, clientId);
        EventBuilder event = new EventBuilder(context.getRealm(), session, context.getConnection()) {
            @Override
            public EventBuilder detail(String key, String value) {
                return super.detail(key, Details.USERNAME.equals(key) ? username.orElse(value) : value);
            }
        };
        // The authenticators read the form from the context, so the context holds the form during the call.
        context.setHttpRequest(new FormRequest(request, form));
        try (Response response = endpoint.answer(event)) {
            return new Outcome(
                    response.getStatus(), response.getEntity(), event.getEvent().getError());
        } catch (StorageUnavailableException directoryAway) {
            // No user of the unavailable store can sign in. Keycloak's look-ups by name pass over such a store as well.
            LOG.warnf(
                    "Realm %s: a user store is unavailable", context.getRealm().getName());
            if (event.getEvent().getError() == null) {
                event.error(OAuthErrorException.TEMPORARILY_UNAVAILABLE);
            }
            return new Outcome(Response.Status.SERVICE_UNAVAILABLE.getStatusCode(), null, null);
        } catch (ModelDuplicateException severalHaveTheAddress) {
            // A realm that allowed several users to have one address, and does so no more: where a username is such an
            // address, Keycloak fails when it looks at the user's profile (DuplicateUsernameValidator).
            LOG.warnf(
                    "Realm %s: the user %s cannot sign in, since several users have an address in the user's profile",
                    context.getRealm().getName(), event.getEvent().getUserId());
            if (event.getEvent().getError() == null) {
                event.error(Errors.EMAIL_IN_USE);
            }
            return new Outcome(Response.Status.UNAUTHORIZED.getStatusCode(), null, null);
        } catch (WebApplicationException refused) {
            return new Outcome(
                    refused.getResponse().getStatus(), null, event.getEvent().getError());
        } finally {
            context.setHttpRequest(request);
        }
    }
}
