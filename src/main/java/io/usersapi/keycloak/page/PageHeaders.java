package io.usersapi.keycloak.page;

import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Map;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/**
 * The security headers of the page's answers. Keycloak replaces the Content-Security-Policy of an HTML answer by that
 * of the realm (DefaultSecurityHeadersProvider). So Keycloak is told to leave these answers alone, and this class sets
 * all headers.
 */
final class PageHeaders {

    /**
     * The browser loads only what this server itself serves, runs no inline script or style, and makes HTML only
     * through lit's own policy.
     */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "X-Robots-Tag", "none",
            "Cross-Origin-Resource-Policy", "same-origin");

    private PageHeaders() {}

    /** Adds the headers to the answer. */
    static ResponseBuilder on(ResponseBuilder answer, KeycloakSession session) {
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        HEADERS.forEach(answer::header);
        BrowserSecurityHeaders https = BrowserSecurityHeaders.STRICT_TRANSPORT_SECURITY;
        String value = session.getContext()
                .getRealm()
                .getBrowserSecurityHeaders()
                .getOrDefault(https.getKey(), https.getDefaultValue());
        return value.isBlank() ? answer : answer.header(https.getHeaderName(), value);
    }
}
