package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Problem;
import io.usersapi.keycloak.http.problem.Problems;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * Gives errors of JAX-RS or Keycloak on the API's paths the API's own form (RFC 9457). All answers of the API get the
 * headers that forbid caches and guessing of types.
 */
@Provider
public class ProblemFilter implements ContainerResponseFilter {

    private static final Logger LOG = Logger.getLogger(ProblemFilter.class);
    private static final MediaType PROBLEM = MediaType.valueOf(Problems.MEDIA_TYPE);

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        ApiCall.of(request).ifPresent(call -> finish(call, response));
    }

    private static void finish(ApiCall call, ContainerResponseContext response) {
        response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        response.getHeaders().putSingle("Cache-Control", "no-store");
        if (response.getStatus() >= 400 && !PROBLEM.isCompatible(response.getMediaType())) {
            Set<String> methods = Operations.methods(call.path());
            Problem problem = problem(call.session(), status(response.getStatus(), call.method(), methods));
            response.setStatus(problem.status());
            response.setEntity(problem, null, PROBLEM);
            if (problem.status() == ErrorCode.METHOD_NOT_ALLOWED.status()) {
                response.getHeaders().putSingle("Allow", String.join(", ", methods));
            }
        }
    }

    /**
     * The right one of 404 and 405, which Quarkus REST confuses below a sub-resource. It answers 405 where it has a
     * resource without methods, for example {@code /auth}, and 404 where it has the path with other methods.
     */
    private static int status(int answered, String method, Set<String> methods) {
        if (answered == ErrorCode.METHOD_NOT_ALLOWED.status() && methods.isEmpty()) {
            return ErrorCode.NOT_FOUND.status();
        }
        if (answered == ErrorCode.NOT_FOUND.status() && !methods.isEmpty() && !methods.contains(method)) {
            return ErrorCode.METHOD_NOT_ALLOWED.status();
        }
        return answered;
    }

    private static Problem problem(KeycloakSession session, int status) {
        ErrorCode code =
                switch (status) {
                    case 401 -> ErrorCode.INVALID_TOKEN;
                    case 403 -> ErrorCode.FORBIDDEN;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 406 -> ErrorCode.NOT_ACCEPTABLE;
                    case 409 -> ErrorCode.CONFLICT;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR;
                };
        if (code != ErrorCode.INTERNAL_ERROR) {
            return Problems.body(session, code, null);
        }
        String id = "urn:uuid:" + UUID.randomUUID();
        LOG.errorf("Answered %d with id %s; the error is the one logged before on this thread", status, id);
        return Problems.body(session, code, id);
    }
}
