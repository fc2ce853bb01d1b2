package io.usersapi.keycloak;

import io.usersapi.keycloak.access.CorsHeaders;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/** Answers preflights of any path, as Keycloak's {@code AdminCorsPreflightService} does. */
public final class PreflightResource {

    private final KeycloakSession session;

    PreflightResource(KeycloakSession session) {
        this.session = session;
    }

    @OPTIONS
    @Path("{path:.*}")
    public Response preflight() {
        CorsHeaders.preflight(session);
        return Response.noContent().build();
    }
}
