package io.usersapi.keycloak.http.input;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.UUID;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/**
 * Absolute links to the API. They have the form of path that the client used: {@code /api} or {@code /realms/NAME/api}.
 */
public final class ApiPath {

    /**
     * The header that tells the resources which address below {@code /api} the client called. Only the extension itself
     * can set it: its name is another one after each start of the server.
     */
    public static final String CALLED_HEADER = "X-Users-Api-Called-" + UUID.randomUUID();

    private final URI base;

    private ApiPath(URI base) {
        this.base = base;
    }

    /** The links for the request of the session. */
    public static ApiPath of(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        UriBuilder base = context.getUri().getBaseUriBuilder();
        boolean root = context.getRequestHeaders().getHeaderString(CALLED_HEADER) != null;
        return new ApiPath(
                root
                        ? base.path("api").build()
                        : base.path("realms/{realm}/api")
                                .build(context.getRealm().getName()));
    }

    /** The address of the API itself. */
    public URI uri() {
        return base;
    }

    /**
     * The address of a resource of the API.
     *
     * @param segments the segments of its path, which are encoded here
     */
    public URI uri(String... segments) {
        return UriBuilder.fromUri(base).segment(segments).build();
    }
}
