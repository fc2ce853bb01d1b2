package io.usersapi.keycloak.http;

import io.usersapi.keycloak.module.ModuleSwitch;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * A request to the API of a realm where the module is on, as a response filter sees it.
 *
 * @param path the path below the API as it was sent, for example {@code /users}; empty for the API itself
 */
record ApiCall(KeycloakSession session, String method, String path) {

    /** The call; empty where the request is not for the API, or the module is off. */
    static Optional<ApiCall> of(ContainerRequestContext request) {
        return RequestPath.of(request).filter(path -> !path.isShort()).flatMap(path -> {
            KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
            boolean isOn = session != null && ModuleSwitch.isEnabled(session);
            return isOn ? Optional.of(new ApiCall(session, request.getMethod(), path.belowApi())) : Optional.empty();
        });
    }
}
