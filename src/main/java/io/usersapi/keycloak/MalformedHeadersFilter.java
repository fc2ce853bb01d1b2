package io.usersapi.keycloak;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a header that cannot be parsed as one that is not there, and a content type as unknown bytes (RFC 9110,
 * section 8.3). JAX-RS and Keycloak parse them late, even while they write an answer, and fail with a 500. A multipart
 * body, which nobody here reads, would be parsed and stored before anybody is asked for a token.
 */
@Provider
@PreMatching
public class MalformedHeadersFilter implements ContainerRequestFilter {

    private static final Pattern API = Pattern.compile("/?(realms/[^/]+/)?api(/.*)?", Pattern.DOTALL);

    @Override
    public void filter(ContainerRequestContext request) {
        if (!API.matcher(request.getUriInfo().getPath()).matches()) {
            return;
        }
        dropUnless(request, HttpHeaders.ACCEPT, request::getAcceptableMediaTypes);
        dropUnless(request, HttpHeaders.ACCEPT_LANGUAGE, request::getAcceptableLanguages);
        dropUnless(request, HttpHeaders.COOKIE, request::getCookies);
        List<String> types = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        if (types != null && !types.stream().allMatch(MalformedHeadersFilter::isSinglePart)) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    private static boolean isSinglePart(String type) {
        return parses(() -> MediaType.valueOf(type))
                && !MediaType.valueOf(type).getType().equalsIgnoreCase("multipart");
    }

    private static void dropUnless(ContainerRequestContext request, String header, Runnable parse) {
        if (!parses(parse)) {
            request.getHeaders().remove(header);
        }
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (RuntimeException malformed) {
            return false;
        }
    }
}
