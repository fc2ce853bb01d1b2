package io.usersapi.keycloak;

import io.usersapi.keycloak.input.ApiPath;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import org.keycloak.Config;

/**
 * Serves {@code /api/...} from the realm that the setting {@code root-realm} names, inside Keycloak itself. Found by
 * Keycloak's build since the jar has a {@code META-INF/beans.xml}.
 */
@Provider
@PreMatching
public class RootPathFilter implements ContainerRequestFilter {

    private static final String ROOT = "api";

    @Override
    public void filter(ContainerRequestContext request) {
        request.getHeaders().remove(ApiPath.ROOT_HEADER);
        URI base = request.getUriInfo().getBaseUri();
        String path = base.relativize(request.getUriInfo().getRequestUri()).getRawPath();
        String relative = path.startsWith("/") ? path.substring(1) : path;
        if (!(relative.equals(ROOT) || relative.startsWith(ROOT + "/"))) {
            return;
        }
        String realm = Config.scope(UsersApiProviderFactory.SPI, UsersApiProviderFactory.ID)
                .get("root-realm");
        if (realm == null || realm.isBlank()) {
            return;
        }
        request.getHeaders().putSingle(ApiPath.ROOT_HEADER, "true");
        request.setRequestUri(UriBuilder.fromUri(request.getUriInfo().getRequestUri())
                .replacePath(base.getRawPath())
                .path("realms/{realm}")
                .resolveTemplate("realm", realm.trim())
                .path(relative)
                .build());
    }
}
