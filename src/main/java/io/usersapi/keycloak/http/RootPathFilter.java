package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.input.ApiPath;
import io.usersapi.keycloak.module.RootRealm;
import io.usersapi.keycloak.module.preparation.PageClient;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Serves {@code /api/...} and the page at {@code /users-admin/...} from the realm that the setting {@code root-realm}
 * names, by changing the path of the request. Keycloak's build finds the filter because the jar has a
 * {@code META-INF/beans.xml}.
 */
@Provider
@PreMatching
public class RootPathFilter implements ContainerRequestFilter {

    private static final String PAGE = "/" + PageClient.ID;

    @Override
    public void filter(ContainerRequestContext request) {
        RequestPath.of(request).ifPresent(path -> serve(request, path.toString(), path.isShort()));
        RequestPath.within(request.getUriInfo(), RootPathFilter::isPage).ifPresent(path -> serve(request, path, true));
    }

    private static boolean isPage(String path) {
        return path.startsWith(PAGE) && (path.length() == PAGE.length() || path.charAt(PAGE.length()) == '/');
    }

    private static void serve(ContainerRequestContext request, String path, boolean isShort) {
        UriInfo uri = request.getUriInfo();
        request.getHeaders().remove(ApiPath.CALLED_HEADER);
        if (isShort && RootRealm.isNamed()) {
            request.getHeaders()
                    .putSingle(ApiPath.CALLED_HEADER, uri.getAbsolutePath().toString());
            request.setRequestUri(address(uri, "realms/" + RootRealm.segment() + path));
        }
    }

    /**
     * The address of the request with another path. The path is encoded once more than it was sent. The JAX-RS of
     * Quarkus decodes the path of the address that it is given, and takes the result for the path as it was sent
     * (ResteasyReactiveRequestContext.setRequestUri). It knows nothing of what a proxy took away from the path.
     *
     * @param path below Keycloak's own path, encoded
     */
    private static URI address(UriInfo uri, String path) {
        URI base = uri.getBaseUri();
        String query = uri.getRequestUri().getRawQuery();
        try {
            URI address = new URI(base.getScheme(), base.getAuthority(), RequestPath.ofKeycloak() + path, null, null);
            return query == null ? address : new URI(address + "?" + query);
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
