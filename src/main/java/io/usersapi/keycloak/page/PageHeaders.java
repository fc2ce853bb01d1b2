package io.usersapi.keycloak.page;

import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Map;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;

/**
 * The security headers of the page's answers. Keycloak puts the realm's own policy in the place of the one that an HTML
 * answer carries (DefaultSecurityHeadersProvider): so it is told to leave these answers alone, and all headers are set here.
 */
final class PageHeaders {

    /** Nothing but what the server itself serves; no inline script or style; HTML only by lit's own policy. */
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
