package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.ForbiddenException;
import java.util.function.UnaryOperator;
import org.keycloak.http.HttpResponse;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

/** Cross-origin requests (the Fetch standard's CORS protocol), judged by Keycloak's own {@code Cors} provider. */
public final class CorsHeaders {

    private static final String[] METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    private static final String[] EXPOSED = {"Location", "ETag", "Allow", "Retry-After", "WWW-Authenticate"};
    private static final String REQUEST_HEADERS = "If-Match, If-None-Match, Idempotency-Key, DPoP, Accept-Language";

    private CorsHeaders() {}

    /**
     * Lets the browser of an allowed origin read the answer. The headers are set on the response of the session, so
     * that refusals have them as well.
     *
     * @param check names the allowed origins to Keycloak's provider: those of the client, as at Keycloak's Admin API
     * @throws ProblemException 403 {@code origin_not_allowed}
     */
    public static void allow(UnaryOperator<Cors> check) {
        try {
            check.apply(Cors.builder().auth().exposedHeaders(EXPOSED)).add();
        } catch (ForbiddenException otherOrigin) {
            throw ProblemException.of(ErrorCode.ORIGIN_NOT_ALLOWED);
        }
    }

    /**
     * Adds the headers of an answer to a preflight, which has no token. As at Keycloak's Admin API, every origin may
     * ask; {@link #allow} judges the actual request.
     */
    public static void preflight(KeycloakSession session) {
        Cors.builder().preflight().allowedMethods(METHODS).auth().add();
        HttpResponse response = session.getContext().getHttpResponse();
        if (session.getContext().getRequestHeaders().getHeaderString(Cors.ORIGIN_HEADER) != null) {
            response.addHeader(Cors.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        }
    }
}
