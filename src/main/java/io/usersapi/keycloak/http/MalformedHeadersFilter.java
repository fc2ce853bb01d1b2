package io.usersapi.keycloak.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/**
 * Repairs headers of requests to the API that JAX-RS and Keycloak would fail on. They parse headers late, even while
 * they write an answer, and fail with a 500. A header that cannot be parsed is removed. A content type that cannot be
 * parsed counts as unknown bytes (RFC 9110, section 8.3), and so does a multipart body. Nothing here reads such a body,
 * and it would be parsed and stored before anybody is asked for a token. Entity tags are changed so that they compare
 * as RFC 9110 says.
 */
@Provider
@PreMatching
public class MalformedHeadersFilter implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        if (RequestPath.of(request).isEmpty()) {
            return;
        }
        dropUnless(request, HttpHeaders.ACCEPT, request::getAcceptableMediaTypes);
        dropUnless(request, HttpHeaders.ACCEPT_LANGUAGE, request::getAcceptableLanguages);
        dropUnless(request, HttpHeaders.COOKIE, request::getCookies);
        request.getHeaders().computeIfPresent(HttpHeaders.IF_MATCH, (name, tags) -> unambiguous(tags));
        request.getHeaders().computeIfPresent(HttpHeaders.IF_NONE_MATCH, (name, tags) -> weak(unambiguous(tags)));
        List<String> types = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        if (types != null && !types.stream().allMatch(MalformedHeadersFilter::isSinglePart)) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    /**
     * The JAX-RS of Quarkus takes the tag {@code "*"} for {@code *} (RequestImpl). The tag becomes one that no answer
     * of the API has.
     */
    private static List<String> unambiguous(List<String> tags) {
        return tags.stream().map(tag -> tag.replace("\"*\"", "\"\"")).toList();
    }

    /**
     * {@code If-None-Match} compares weakly (RFC 9110, section 13.1.2). The JAX-RS of Quarkus compares strongly, so
     * tags lose their mark.
     */
    private static List<String> weak(List<String> tags) {
        return tags.stream().map(tag -> tag.replace("W/\"", "\"")).toList();
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
