package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.http.CorsHeaders;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Reason;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.NotAuthorizedException;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.storage.StorageUnavailableException;

/**
 * Tells who calls, and whether the caller may. The token proves who calls. What the caller may is read from the store
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
        if (AccountAttributes.isTombstone(token.user()) || new TokenSession(session).isEnded(token)) {
            throw refused(ProblemException.unauthenticated(Reason.SESSION_ENDED));
        }
        requireMeant(token);
        CorsHeaders.allow(cors -> cors.checkAllowedOrigins(token.token()));
        return new Caller(session, settings, token.user(), token.client(), token.token());
    }

    /** Refuses a token that is bound to another sender or, where the settings ask for it, is meant for another API. */
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

    /**
     * The refusal, logged at debug. The transaction commits all the same: a session that was found ended has been
     * removed from the cache.
     */
    private ProblemException refused(ProblemException problem) {
        decided(null, "refused, " + problem.reason());
        return problem.keepingChanges();
    }

    /**
     * Logs at debug what was decided about which request, without personal data.
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
     * The caller of the request, who may manage users.
     *
     * @throws ProblemException 401 as {@link #requireCaller}; 403 {@code forbidden} with an error event
     */
    public Caller requireUserManager() {
        Caller caller = requireMayManage(requireCaller());
        decided(caller, "may manage users");
        return caller;
    }

    private Caller requireMayManage(Caller caller) {
        if (!caller.mayManageUsers()) {
            Reason reason = caller.holdsManageUsers() ? Reason.NOT_IN_SCOPE : Reason.NO_ROLE;
            throw refused(caller, ProblemException.of(reason, caller.client().getClientId()));
        }
        return caller;
    }

    /**
     * The caller once more, in another session of a long request and as things are now. The token itself is not
     * verified again. It was verified when the request began, with a proof that is good for one use (RFC 9449), and may
     * expire while the request is under way.
     *
     * @throws ProblemException 401 where the user, the client or the session is no longer good; 403 {@code forbidden}
     */
    public Caller requireStill(Caller before) {
        RealmModel realm = session.getContext().getRealm();
        Caller caller = again(before);
        boolean stays = caller.client() != null
                && caller.client().isEnabled()
                && TokenManager.isUserValid(session, realm, caller.token(), caller.user())
                && !AccountAttributes.isTombstone(caller.user())
                && new TokenSession(session).goesOn(caller.token(), caller.user());
        if (!stays) {
            throw ProblemException.unauthenticated(Reason.SESSION_ENDED);
        }
        return requireMayManage(caller);
    }

    /** The caller in another session: without a user or a client that was deleted since. */
    private Caller again(Caller before) {
        RealmModel realm = session.getContext().getRealm();
        UserModel user = before.userIn(session);
        ClientModel client = realm.getClientById(before.client().getId());
        return new Caller(session, settings, user, client, before.token());
    }

    /** The refusal of a permission, which leaves an error event that says who tried what. */
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
