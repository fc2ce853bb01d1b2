package io.usersapi.keycloak.access;

import io.usersapi.keycloak.accounts.AccountAttributes;
import io.usersapi.keycloak.accounts.EndedSessions;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.storage.StorageUnavailableException;

/**
 * The gatekeeper: tells who calls, and whether they may. The token proves who; what they may is read from the store
 * at each request, so that a right that was taken away is gone at once.
 */
public final class Gate {

    private final KeycloakSession session;
    private final Settings settings;

    public Gate(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * The active user of this realm whose bearer token the request carries.
     *
     * @throws ProblemException 401 with a challenge (RFC 6750)
     */
    public Caller requireCaller() {
        KeycloakContext context = session.getContext();
        AuthResult token = authenticate();
        if (token == null || AccountAttributes.isTombstone(token.user()) || isEnded(token) || !isMeant(token)) {
            // With the change: what was found ended is no longer cached.
            throw ProblemException.unauthenticated(
                            context.getRequestHeaders().getHeaderString(HttpHeaders.AUTHORIZATION) != null)
                    .keepingChanges();
        }
        CorsHeaders.allow(cors -> cors.checkAllowedOrigins(token.token()));
        return new Caller(session, settings, token.user(), token.client(), token.token());
    }

    /** Tokens of a service account have no session of their own: Keycloak makes one for the request. */
    private boolean isEnded(AuthResult token) {
        return token.token().getSessionId() != null && EndedSessions.forget(session, token.user(), token.session());
    }

    /** Whether the token is for this caller and, where the settings ask for it, for this API. */
    private boolean isMeant(AuthResult token) {
        TokenBinding binding = new TokenBinding(session, settings);
        return binding.isSendersOwn(token) && binding.isForThisApi(token.token());
    }

    private AuthResult authenticate() {
        try {
            return new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
        } catch (NotAuthorizedException | StorageUnavailableException otherSchemeOrDirectoryAway) {
            return null;
        }
    }

    /**
     * A caller that may manage users.
     *
     * @throws ProblemException 401, or 403 {@code forbidden} with an error event
     */
    public Caller requireUserManager() {
        Caller caller = requireCaller();
        if (!caller.mayManageUsers()) {
            throw refused(caller, ErrorCode.FORBIDDEN);
        }
        return caller;
    }

    /** The refusal of a permission, which leaves an error event with who tried what. */
    ProblemException refused(Caller caller, ErrorCode code) {
        KeycloakContext context = session.getContext();
        new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(EventType.PERMISSION_TOKEN)
                .user(caller.user())
                .client(caller.client())
                .detail(Details.REASON, code.code())
                .detail("method", context.getHttpRequest().getHttpMethod())
                .detail("operation", Operation.of(context.getUri().getRequestUri()))
                .error(Errors.NOT_ALLOWED);
        return ProblemException.of(code);
    }
}
