package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.account.session.EndedSessions;
import io.usersapi.keycloak.http.CorsHeaders;
import io.usersapi.keycloak.http.RateLimit;
import io.usersapi.keycloak.http.input.AcceptedTypes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Problems;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Signs people in and out for applications: {@code POST /auth/token} and {@code POST /auth/logout}. Keycloak's own OIDC
 * endpoints decide; this class translates requests and answers. The bodies and the errors are described in
 * {@code openapi.yaml}.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class AuthResource {

    private static final Logger LOG = Logger.getLogger(AuthResource.class);
    private static final Set<String> CLIENT_ERRORS = Set.of(
            Errors.CLIENT_NOT_FOUND,
            Errors.CLIENT_DISABLED,
            Errors.INVALID_CLIENT,
            Errors.INVALID_CLIENT_CREDENTIALS,
            Errors.NOT_ALLOWED,
            Errors.CONSENT_DENIED);
    /**
     * The refusals before which Keycloak hashes the sent password as the user's own password is hashed. Before the
     * other refusals Keycloak hashes as the realm does.
     */
    private static final Set<String> PASSWORD_ERRORS = Set.of(Errors.INVALID_USER_CREDENTIALS, Errors.USER_DISABLED);

    private static final Duration ATTEMPTS_SPAN = Duration.ofMinutes(1);

    private final KeycloakSession session;
    private final Settings settings;

    public AuthResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * {@code POST /auth/token}: 200 with the tokens of Keycloak's token endpoint; 401 {@code invalid_credentials} or
     * {@code invalid_refresh_token}; 403 {@code account_not_set_up}; 422 for a malformed body; 429 where the IP address
     * asked too often.
     */
    @POST
    @Path("token")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response token(InputStream body) {
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        allowOrigins();
        TokenRequest request = TokenRequest.of(body);
        if (request.password().isPresent()) {
            String address = session.getContext().getConnection().getRemoteHost();
            new RateLimit(
                            session,
                            "token." + CallersNetwork.of(address),
                            settings.tokenAttemptsPerAddress(),
                            ATTEMPTS_SPAN)
                    .take();
        }
        request.refreshToken().ifPresent(token -> EndedSessions.removeIfEndedOf(session, token));
        Optional<SignInName> who = request.email().map(address -> SignInName.of(session, address));
        Grants.Outcome outcome =
                new Grants(session, settings.clientId()).token(parameters(request, who), who.map(SignInName::told));
        if (!outcome.succeeded()) {
            if (who.isPresent() && !isNoPasswords(outcome)) {
                Optional<UserModel> compared =
                        who.get().user().filter(refused -> PASSWORD_ERRORS.contains(String.valueOf(outcome.error())));
                new PasswordWork(session).complete(compared);
            }
            throw refusal(request, outcome).keepingChanges();
        }
        return Response.ok(outcome.entity())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /**
     * {@code POST /auth/logout}: 204 when the session has ended; 401 {@code invalid_refresh_token}; 422 for a malformed
     * body.
     */
    @POST
    @Path("logout")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, Problems.MEDIA_TYPE})
    public Response logout(InputStream body) {
        // The answer is empty or an error, so a client that is generated from the OpenAPI document may accept the media
        // type of the errors alone.
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf(Problems.MEDIA_TYPE));
        allowOrigins();
        Grants.Outcome outcome = new Grants(session, settings.clientId()).logout(TokenRequest.refreshTokenOf(body));
        if (!outcome.succeeded()) {
            throw ProblemException.of(ErrorCode.INVALID_REFRESH_TOKEN).keepingChanges();
        }
        return Response.noContent().build();
    }

    /** Whether Keycloak refused without looking at the password, or after the right password. */
    private static boolean isNoPasswords(Grants.Outcome outcome) {
        String error = String.valueOf(outcome.error());
        return CLIENT_ERRORS.contains(error) || Errors.RESOLVE_REQUIRED_ACTIONS.equals(error);
    }

    /**
     * Allows the web origins of the client that signs people in. The request has no token that names a client, but here
     * the client is known.
     */
    private void allowOrigins() {
        CorsHeaders.allow(cors -> cors.checkAllowedOrigins(
                session, session.getContext().getRealm().getClientByClientId(settings.clientId())));
    }

    private Map<String, String> parameters(TokenRequest request, Optional<SignInName> who) {
        if (request.refreshToken().isPresent()) {
            return Map.of(
                    OAuth2Constants.GRANT_TYPE,
                    OAuth2Constants.REFRESH_TOKEN,
                    OAuth2Constants.REFRESH_TOKEN,
                    request.refreshToken().get());
        }
        Map<String, String> parameters = new HashMap<>();
        parameters.put(OAuth2Constants.GRANT_TYPE, OAuth2Constants.PASSWORD);
        parameters.put(OAuth2Constants.USERNAME, who.orElseThrow().name());
        parameters.put(OAuth2Constants.PASSWORD, request.password().orElseThrow());
        request.totp().ifPresent(totp -> parameters.put("totp", totp));
        return parameters;
    }

    private ProblemException refusal(TokenRequest request, Grants.Outcome outcome) {
        if (CLIENT_ERRORS.contains(String.valueOf(outcome.error()))) {
            LOG.warnf(
                    "Realm %s: the client %s cannot issue tokens: %s",
                    session.getContext().getRealm().getName(), settings.clientId(), outcome.error());
        }
        if (request.refreshToken().isPresent()) {
            return ProblemException.of(ErrorCode.INVALID_REFRESH_TOKEN);
        }
        // Keycloak says so only after the right password, and the right one-time code where the user has one.
        if (Errors.RESOLVE_REQUIRED_ACTIONS.equals(outcome.error())) {
            return ProblemException.of(ErrorCode.ACCOUNT_NOT_SET_UP);
        }
        return ProblemException.of(ErrorCode.INVALID_CREDENTIALS);
    }
}
