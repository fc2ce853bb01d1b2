package io.usersapi.keycloak.http;

import io.usersapi.keycloak.http.input.ApiPath;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.security.cert.X509Certificate;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.urls.UrlType;

/**
 * A request to {@code /api/...} that is served from the path of a realm, with the address that the client called. A
 * DPoP proof names the called address (RFC 9449, section 4.3), and Keycloak compares the proof with the absolute path
 * in the context.
 */
public final class CalledRequest implements HttpRequest {

    private final HttpRequest request;
    private final UriInfo uri;

    private CalledRequest(HttpRequest request, UriInfo uri) {
        this.request = request;
        this.uri = uri;
    }

    /** Makes the session's context tell the address that was called, where another address is served. */
    public static void tell(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        String called = context.getRequestHeaders().getHeaderString(ApiPath.CALLED_HEADER);
        if (called == null) {
            return;
        }
        HttpRequest request = context.getHttpRequest();
        context.setHttpRequest(new CalledRequest(request, new CalledUri(session, request.getUri(), called)));
        // The context keeps the addresses that it has computed until a realm is set (DefaultKeycloakContext).
        context.setRealm(context.getRealm());
    }

    private static final class CalledUri extends KeycloakUriInfo {
        private final String called;

        private CalledUri(KeycloakSession session, UriInfo served, String called) {
            super(session, UrlType.FRONTEND, served);
            this.called = called;
        }

        @Override
        public URI getAbsolutePath() {
            return URI.create(called).normalize();
        }

        @Override
        public URI getBaseUri() {
            return getDelegate().getBaseUri();
        }
    }

    @Override
    public UriInfo getUri() {
        return uri;
    }

    @Override
    public String getHttpMethod() {
        return request.getHttpMethod();
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return request.getDecodedFormParameters();
    }

    @Override
    public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
        return request.getMultiPartFormParameters();
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return request.getHttpHeaders();
    }

    @Override
    public X509Certificate[] getClientCertificateChain() {
        return request.getClientCertificateChain();
    }

    @Override
    public boolean isProxyTrusted() {
        return request.isProxyTrusted();
    }
}
