package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.http.RequestPath;
import jakarta.enterprise.context.ContextNotActiveException;
import java.util.List;
import java.util.Optional;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/** The HTTP request in which a session of Keycloak works. */
final class CurrentRequest {

    private CurrentRequest() {}

    /** The request; empty in a task, as at the start of the server. */
    static Optional<HttpRequest> of(KeycloakSession session) {
        try {
            return Optional.ofNullable(session.getContext().getHttpRequest());
        } catch (ContextNotActiveException none) {
            return Optional.empty();
        }
    }

    /** The segments of the path of a request to Keycloak's Admin API, from {@code admin} on; none of another request. */
    static List<String> adminPath(HttpRequest request) {
        return RequestPath.segments(request.getUri(), "/admin/");
    }

    /** The segments of the path of a request to a realm, from {@code realms} on; none of another request. */
    static List<String> realmPath(HttpRequest request) {
        return RequestPath.segments(request.getUri(), "/realms/");
    }
}
