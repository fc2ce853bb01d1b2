package io.usersapi.keycloak;

import io.usersapi.keycloak.module.ModuleSwitch;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * A request to the API of a realm where the module is on, as a response filter sees it.
 *
 * @param path below the API, as {@code /users}, decoded; empty for the API itself
 */
record ApiCall(KeycloakSession session, String method, String path) {

    /** Paths are decoded: a line break may stand in one. */
    private static final Pattern API = Pattern.compile("/?realms/[^/]+/api(/.*)?", Pattern.DOTALL);

    /** The call, or nothing where the request is for somebody else. */
    static Optional<ApiCall> of(ContainerRequestContext request) {
        Matcher path = API.matcher(request.getUriInfo().getPath());
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (!path.matches() || session == null || !ModuleSwitch.isEnabled(session)) {
            return Optional.empty();
        }
        String below = path.group(1) == null ? "" : path.group(1);
        return Optional.of(new ApiCall(session, request.getMethod(), below));
    }
}
