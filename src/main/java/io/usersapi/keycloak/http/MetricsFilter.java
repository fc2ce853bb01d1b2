package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.problem.Problem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/**
 * Measures the time of every request to the API, refusals included. The priority makes it the first filter on the way
 * in. On the way out it is the last filter that still has the session, after {@link ProblemFilter} has given errors
 * their code.
 */
@Provider
@PreMatching
@Priority(MetricsFilter.OUTERMOST)
public class MetricsFilter implements ContainerRequestFilter, ContainerResponseFilter {

    /**
     * The priority next to that of Keycloak's CloseSessionFilter, which is 1; after that filter the realm is no longer
     * known.
     */
    static final int OUTERMOST = 2;

    private static final String UNKNOWN = "unknown";
    private static final String START = MetricsFilter.class.getName() + ".start";

    @Override
    public void filter(ContainerRequestContext request) {
        if (ApiMetrics.areOn() && RequestPath.of(request).isPresent()) {
            request.setProperty(START, System.nanoTime());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (ApiMetrics.areOn() && request.getProperty(START) instanceof Long start) {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            ApiCall.of(request)
                    .ifPresent(call -> ApiMetrics.request(
                            operation(call.method(), call.path()), outcome(response), response.getStatus(), time));
        }
    }

    /** The label for the operation. What the client sent is a label only where the OpenAPI document has it. */
    private static String operation(String method, String path) {
        return HttpMethod.OPTIONS.equals(method)
                ? "preflight"
                : Operations.id(method, path).orElse(UNKNOWN);
    }

    private static String outcome(ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem) {
            return problem.code();
        }
        return response.getStatus() < 400 ? "success" : UNKNOWN;
    }
}
