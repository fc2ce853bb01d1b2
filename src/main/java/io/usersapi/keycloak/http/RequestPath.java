package io.usersapi.keycloak.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/**
 * The path of a request to the API, below Keycloak's {@code http-relative-path}, encoded as it was sent. The filters ask
 * for it at every request of the server, so what is somebody else's costs a few comparisons and no allocation.
 */
final class RequestPath {

    private static final String REALMS = "/realms/";
    private static final String API = "/api";

    private final String text;
    /** Where {@code /api} begins. */
    private final int api;

    private RequestPath(String text, int api) {
        this.text = text;
        this.api = api;
    }

    /** The path, or nothing where the request is for somebody else. */
    static Optional<RequestPath> of(ContainerRequestContext request) {
        return of(request.getUriInfo());
    }

    private static Optional<RequestPath> of(UriInfo uri) {
        String decoded;
        try {
            decoded = uri.getPath();
        } catch (IllegalArgumentException malformedEscape) {
            return Optional.empty();
        }
        if (api(decoded) < 0) {
            return Optional.empty();
        }
        // In the decoded path an encoded slash is one that parts segments.
        String sent = sent(uri);
        int api = api(sent);
        return api < 0 ? Optional.empty() : Optional.of(new RequestPath(sent, api));
    }

    private static String sent(UriInfo uri) {
        String prefix = uri.getBaseUri().getRawPath();
        return uri.getRequestUri().getRawPath().substring(prefix.length() - 1);
    }

    /** Where {@code /api} begins: at 0 in the short form, behind the realm in the long form; else -1. */
    private static int api(String path) {
        int slash = path.startsWith(REALMS) ? path.indexOf('/', REALMS.length()) : 0;
        int end = slash + API.length();
        boolean found = slash >= 0 && path.startsWith(API, slash) && (path.length() == end || path.charAt(end) == '/');
        return found ? slash : -1;
    }

    /** Whether it is {@code /api} or below, and not {@code /realms/NAME/api}. */
    boolean isShort() {
        return api == 0;
    }

    /** What stands behind {@code /api}, as {@code /users}; empty for the API itself. */
    String belowApi() {
        return text.substring(api + API.length());
    }

    @Override
    public String toString() {
        return text;
    }
}
