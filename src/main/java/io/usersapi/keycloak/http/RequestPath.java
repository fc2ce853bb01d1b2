package io.usersapi.keycloak.http;

import io.usersapi.keycloak.module.RootRealm;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.keycloak.Config;

/**
 * The path of a request below Keycloak's {@code http-relative-path}, encoded as it was sent; above all that of a request to
 * the API. The filters ask for it at every request of the server. So a request that is not for the API costs a few
 * comparisons and no memory.
 */
public final class RequestPath {

    private static final String RELATIVE = relative();
    private static final String REALMS = "/realms/";
    private static final String API = "/api";

    /** A letter, a digit or one of the four signs that stand for themselves in a path (RFC 3986, section 2.3). */
    private static final Pattern NEEDLESS_ESCAPE =
            Pattern.compile("%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])");

    private final String text;
    /** Where {@code /api} begins. */
    private final int api;

    private RequestPath(String text, int api) {
        this.text = text;
        this.api = api;
    }

    /** The path; empty where the request is not for the API. */
    static Optional<RequestPath> of(ContainerRequestContext request) {
        return within(request.getUriInfo(), path -> api(path) >= 0).map(sent -> new RequestPath(sent, api(sent)));
    }

    /**
     * The path of a request, encoded as it was sent; empty where it is none of those. The decoded path is asked first, for
     * JAX-RS has it at hand, and the addresses of the request are parsed from text. The decoded path alone cannot be
     * used, since an encoded slash there looks like one between segments.
     */
    static Optional<String> within(UriInfo uri, Predicate<String> those) {
        try {
            return those.test(uri.getPath()) ? Optional.of(sent(uri)).filter(those) : Optional.empty();
        } catch (IllegalArgumentException malformedEscape) {
            return Optional.empty();
        }
    }

    /**
     * The segments of a request's path below Keycloak's {@code http-relative-path}, each decoded once as a path parameter
     * is. UriInfo.getPathSegments of RESTEasy Reactive decodes twice: it fails where a segment ends with a percent sign,
     * and tells of another one where a segment looks encoded when it is decoded.
     *
     * @param those whether a path is one of those that matter, asked with the decoded path and with the path as it was sent
     * @return the segments; none where the path is another one, or cannot be decoded
     */
    public static List<String> segments(UriInfo uri, Predicate<String> those) {
        return within(uri, those).stream()
                .flatMap(path -> Stream.of(path.substring(1).split("/")))
                .map(RequestPath::decoded)
                .toList();
    }

    /** Decoded as Keycloak's path parameters are: what is no UTF-8 becomes the replacement character. */
    private static String decoded(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String sent(UriInfo uri) {
        try {
            return below(normal(uri.getRequestUri().getRawPath()), uri.getPath());
        } catch (RuntimeException noAddress) {
            return encoded(uri.getPath());
        }
    }

    /**
     * The end of the path that was sent which is the path that JAX-RS serves. Before it there may be Keycloak's own path, and
     * what a proxy, or a client, says that a proxy took away ({@code X-Forwarded-Prefix}): JAX-RS puts that into the address
     * of the request, and serves the path without it. The address of a request whose path {@link RootPathFilter} has set is
     * encoded once more.
     *
     * @param sent encoded
     * @param served decoded
     */
    static String below(String sent, String served) {
        return end(sent, served).or(() -> end(decoded(sent), served)).orElseGet(() -> encoded(served));
    }

    /** From the right, segment by segment: so each letter is decoded no more than twice, however many slashes a client sends. */
    private static Optional<String> end(String sent, String served) {
        int missing = served.length();
        int end = sent.length();
        for (int slash = sent.lastIndexOf('/'); slash >= 0 && missing > 0; slash = sent.lastIndexOf('/', slash - 1)) {
            missing -= decoded(sent.substring(slash, end)).length();
            end = slash;
        }
        return Optional.of(sent.substring(end)).filter(found -> decoded(found).equals(served));
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).getRawPath();
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** Keycloak's own path, the option {@code http-relative-path}: {@code /}, or for example {@code /auth/}. */
    static String ofKeycloak() {
        return RELATIVE;
    }

    private static String relative() {
        String path = Config.scope().root().get("http-relative-path", "/");
        return (path.startsWith("/") ? "" : "/") + path + (path.endsWith("/") ? "" : "/");
    }

    /**
     * The path as JAX-RS serves it where Keycloak's option {@code http-accept-non-normalized-paths} lets in others: without
     * escapes of letters that need none (RFC 3986, section 6.2.2.2), and without the segments {@code .} and {@code ..}.
     */
    static String normal(String path) {
        String decoded = path.indexOf('%') < 0
                ? path
                : NEEDLESS_ESCAPE
                        .matcher(path)
                        .replaceAll(escape -> String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
        // What begins with // is a host to a URI.
        boolean stays = decoded.equals(path) || decoded.startsWith("//");
        String normal = stays ? decoded : URI.create(decoded).normalize().getRawPath();
        while (normal.startsWith("/../")) {
            normal = normal.substring("/..".length());
        }
        return normal;
    }

    /**
     * The index at which {@code /api} begins: 0 in the short form, after the realm in the long form, -1 where the path
     * is another one. Without a root realm the short form may be another extension's.
     */
    private static int api(String path) {
        int slash = path.startsWith(REALMS) ? path.indexOf('/', REALMS.length()) : 0;
        int end = slash + API.length();
        boolean served = slash > 0 || (slash == 0 && RootRealm.isNamed());
        boolean found = served && path.startsWith(API, slash) && (path.length() == end || path.charAt(end) == '/');
        return found ? slash : -1;
    }

    /** Whether the path is {@code /api} or below, rather than {@code /realms/NAME/api}. */
    boolean isShort() {
        return api == 0;
    }

    /** The path after {@code /api}, for example {@code /users}; empty for the API itself. */
    String belowApi() {
        return text.substring(api + API.length());
    }

    @Override
    public String toString() {
        return text;
    }
}
