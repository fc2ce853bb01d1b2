package io.usersapi.keycloak.access;

import io.usersapi.keycloak.accounts.AccountAttributes;
import io.usersapi.keycloak.accounts.EndedSessions;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Reason;
import jakarta.ws.rs.NotAuthorizedException;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(Gate.class);

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
        AuthResult token = authenticate();
        if (AccountAttributes.isTombstone(token.user()) || isEnded(token)) {
            throw refused(ProblemException.unauthenticated(Reason.SESSION_ENDED));
        }
        requireMeant(token);
        CorsHeaders.allow(cors -> cors.checkAllowedOrigins(token.token()));
        return new Caller(session, settings, token.user(), token.client(), token.token());
    }

    /** Tokens of a service account have no session of their own: Keycloak makes one for the request. */
    private boolean isEnded(AuthResult token) {
        return token.token().getSessionId() != null && EndedSessions.forget(session, token.user(), token.session());
    }

    /** The token must be for this caller and, where the settings ask for it, for this API. */
    private void requireMeant(AuthResult token) {
        TokenBinding binding = new TokenBinding(session, settings);
        if (!binding.isSendersOwn(token)) {
            throw refused(ProblemException.unauthenticated(Reason.NOT_BOUND));
        }
        if (!binding.isForThisApi(token.token())) {
            throw refused(ProblemException.unauthenticated(Reason.NOT_FOR_THIS_API, settings.clientId()));
        }
    }

    private AuthResult authenticate() {
        AuthResult token;
        try {
            token = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
        } catch (NotAuthorizedException otherScheme) {
            token = null;
        } catch (StorageUnavailableException directoryAway) {
            throw refused(ProblemException.unauthenticated(Reason.NOT_VALID));
        }
        if (token == null) {
            throw refused(new RefusedToken(session).told());
        }
        return token;
    }

    /** With the change: what was found ended is no longer cached. */
    private ProblemException refused(ProblemException problem) {
        decided(null, "refused, " + problem.reason());
        return problem.keepingChanges();
    }

    /**
     * Tells the log at debug what is decided of which call, without what is personal in it.
     *
     * @param caller null where nobody is known
     */
    private void decided(Caller caller, String decision) {
        if (LOG.isDebugEnabled()) {
            KeycloakContext context = session.getContext();
            String by = caller == null
                    ? ""
                    : " by the user " + caller.user().getId() + " with the client "
                            + caller.client().getClientId();
            LOG.debugf(
                    "Realm %s: %s %s%s: %s",
                    context.getRealm().getName(),
                    context.getHttpRequest().getHttpMethod(),
                    Operation.of(context.getUri().getRequestUri()),
                    by,
                    decision);
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
            Reason reason = caller.holdsManageUsers() ? Reason.NOT_IN_SCOPE : Reason.NO_ROLE;
            throw refused(caller, ProblemException.of(reason, caller.client().getClientId()));
        }
        decided(caller, "may manage users");
        return caller;
    }

    /** The refusal of a permission, which leaves an error event with who tried what. */
    ProblemException refused(Caller caller, ProblemException problem) {
        KeycloakContext context = session.getContext();
        new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(EventType.PERMISSION_TOKEN)
                .user(caller.user())
                .client(caller.client())
                .detail(Details.REASON, problem.code().code())
                .detail("cause", problem.reason())
                .detail("method", context.getHttpRequest().getHttpMethod())
                .detail("operation", Operation.of(context.getUri().getRequestUri()))
                .error(Errors.NOT_ALLOWED);
        decided(caller, "refused, " + problem.reason());
        return problem;
    }
}
