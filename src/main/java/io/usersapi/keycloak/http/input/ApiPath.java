package io.usersapi.keycloak.http.input;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final String REALM = "realm";

    private final UriBuilder base;
    private final String realm;

    private ApiPath(UriBuilder base, String realm) {
        this.base = base;
        this.realm = realm;
    }

    /** The links for the request of the session. */
    public static ApiPath of(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        boolean root = context.getRequestHeaders().getHeaderString(CALLED_HEADER) != null;
        UriBuilder base = context.getUri().getBaseUriBuilder();
        return new ApiPath(
                base.path(root ? "api" : "realms/{" + REALM + "}/api"),
                context.getRealm().getName());
    }

    /** The address of the API itself. */
    public URI uri() {
        return base.build(realm);
    }

    /**
     * The address of a resource of the API.
     *
     * @param segments the segments of its path, which are encoded here
     */
    public URI uri(String... segments) {
        return UriBuilder.fromUri(uri()).segment(segments).build();
    }

    /**
     * The address of a resource with a query. It is built in one go, since each page of a list has some of them.
     *
     * @param query the values of each parameter, in this order; every text stands for itself, and is encoded here
     */
    public URI uri(String resource, Map<String, List<String>> query) {
        UriBuilder link = base.clone().path(resource);
        // As values of a template, a brace and a percent sign stand for themselves.
        Map<String, String> texts = new HashMap<>(Map.of(REALM, realm));
        query.forEach((parameter, values) -> {
            for (String value : values) {
                String template = "text" + texts.size();
                link.queryParam(parameter, "{" + template + "}");
                texts.put(template, value);
            }
        });
        return link.buildFromMap(texts);
    }
}
