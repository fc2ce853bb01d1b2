package io.usersapi.keycloak.http;

import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/** Answers preflights of every path below the API, as Keycloak's {@code AdminCorsPreflightService} does. */
public final class PreflightResource {

    private final KeycloakSession session;

    public PreflightResource(KeycloakSession session) {
        this.session = session;
    }

    @OPTIONS
    @Path("{path:.*}")
    public Response preflight() {
        CorsHeaders.preflight(session);
        return Response.noContent().build();
    }
}
