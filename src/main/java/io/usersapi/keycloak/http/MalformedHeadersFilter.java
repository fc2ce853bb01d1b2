package io.usersapi.keycloak.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.VerificationException;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.util.JWKSUtils;

/**
 * Repairs headers of requests to the API that JAX-RS and Keycloak would fail on. They parse headers late, even while
 * they write an answer, and fail with a 500. A header that cannot be parsed is removed. So are all cookies: nothing here
 * is meant to depend on one, and Keycloak would speak the language of its sign-in page instead of that of
 * {@code Accept-Language} (DefaultLocaleSelectorProvider). A content type that cannot be
 * parsed counts as unknown bytes (RFC 9110, section 8.3), and so does a multipart body. Nothing here reads such a body,
 * and it would be parsed and stored before anybody is asked for a token. So does a body that is compressed or coded in
 * another way, which nothing here decodes (RFC 9110, section 8.4). Entity tags are changed so that they compare
 * as RFC 9110 says. A token on which Keycloak would fail becomes one that Keycloak refuses.
 */
@Provider
@PreMatching
public class MalformedHeadersFilter implements ContainerRequestFilter {

    private static final String DPOP = "DPoP";
    private static final String NO_TOKEN = "-";
    private static final String NO_TAG = "\"\"";

    /** One of a list of tags (RFC 9110, section 8.8.3): a quoted text, which may have commas, or anything up to a comma. */
    private static final Pattern MEMBER = Pattern.compile("(?:W/)?\"[^\"]*\"(?=\\s*(?:,|$))|[^,\\s][^,]*");

    /** What may stay: any tag, or one as the API gives it. */
    private static final Pattern TAG = Pattern.compile("\\*|(?:W/)?\"[^\",*]*\"");

    /** Reads a header, or a part of one; whatever it throws says that the text is malformed. */
    private interface Reading {
        void run() throws Exception;
    }

    /** Reads of a signed text what Keycloak reads before it verifies the signature. */
    private interface TokenReading {
        void of(JWSInput token) throws Exception;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (RequestPath.of(request).isEmpty()) {
            return;
        }
        dropUnless(request, HttpHeaders.ACCEPT, request::getAcceptableMediaTypes);
        dropUnless(request, HttpHeaders.ACCEPT_LANGUAGE, request::getAcceptableLanguages);
        request.getHeaders().remove(HttpHeaders.COOKIE);
        request.getHeaders().computeIfPresent(HttpHeaders.IF_MATCH, (name, tags) -> unambiguous(tags));
        request.getHeaders().computeIfPresent(HttpHeaders.IF_NONE_MATCH, (name, tags) -> weak(unambiguous(tags)));
        request.getHeaders()
                .computeIfPresent(
                        HttpHeaders.AUTHORIZATION,
                        (name, tokens) -> refusable(
                                tokens,
                                token -> token.getHeader().getAlgorithm().name()));
        request.getHeaders()
                .computeIfPresent(DPOP, (name, proofs) -> refusable(proofs, MalformedHeadersFilter::readProof));
        List<String> types = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        boolean isReadable = types == null || types.stream().allMatch(MalformedHeadersFilter::isSinglePart);
        if (!isReadable || isCoded(request.getHeaderString(HttpHeaders.CONTENT_ENCODING))) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    /**
     * The JAX-RS of Quarkus splits tags at each comma, also within quotes, asks for no quotes, and takes the tag {@code "*"}
     * for {@code *} (RequestImpl, EntityTagDelegate). What is no tag that the API could have given becomes a tag that
     * no answer has.
     */
    private static List<String> unambiguous(List<String> tags) {
        return tags.stream()
                .map(list -> MEMBER.matcher(list)
                        .results()
                        .map(MatchResult::group)
                        .map(String::strip)
                        .map(member -> TAG.matcher(member).matches() ? member : NO_TAG)
                        .collect(Collectors.joining(", ")))
                .toList();
    }

    /**
     * {@code If-None-Match} compares weakly (RFC 9110, section 13.1.2). The JAX-RS of Quarkus compares strongly, so
     * tags lose their mark.
     */
    private static List<String> weak(List<String> tags) {
        return tags.stream().map(tag -> tag.replace("W/\"", "\"")).toList();
    }

    /**
     * Keycloak reads a token before it verifies the signature. It refuses a text that is no token, but fails on a token
     * whose header names no algorithm (AuthenticationManager.verifyIdentityToken). Such a token becomes a text that is
     * none.
     */
    private static List<String> refusable(List<String> tokens, TokenReading reading) {
        return tokens.stream()
                .map(text -> {
                    String scheme = text.substring(0, text.lastIndexOf(' ') + 1);
                    String token = text.substring(scheme.length());
                    return parses(() -> reading.of(new JWSInput(token))) ? text : scheme + NO_TOKEN;
                })
                .toList();
    }

    /**
     * A proof (RFC 9449) brings its own key. Keycloak fails on half a key, and on a proof without claims. It writes a type
     * that is not a proof's into an event, where some databases cannot hold it (DPoPUtil).
     */
    private static void readProof(JWSInput proof) throws Exception {
        if (!OAuth2Constants.DPOP_JWT_HEADER_TYPE.equals(proof.getHeader().getType())) {
            throw new VerificationException("not the type of a proof");
        }
        JWKSUtils.getKeyWrapper(proof.getHeader().getKey());
        proof.readJsonContent(DPoP.class).getId();
    }

    private static boolean isCoded(String coding) {
        return coding != null && !coding.isBlank() && !coding.equalsIgnoreCase("identity");
    }

    private static boolean isSinglePart(String type) {
        return parses(() -> MediaType.valueOf(type))
                && !MediaType.valueOf(type).getType().equalsIgnoreCase("multipart");
    }

    private static void dropUnless(ContainerRequestContext request, String header, Reading parse) {
        if (!parses(parse)) {
            request.getHeaders().remove(header);
        }
    }

    private static boolean parses(Reading parse) {
        try {
            parse.run();
            return true;
        } catch (Exception malformed) {
            return false;
        }
    }
}
