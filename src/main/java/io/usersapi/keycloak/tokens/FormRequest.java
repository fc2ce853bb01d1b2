package io.usersapi.keycloak.tokens;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;

/**
 * The current request as Keycloak's OIDC endpoints would see it: the same connection and headers, with the form that
 * those endpoints and the authenticators of the direct-grant flow read.
 */
final class FormRequest implements HttpRequest {

    private final HttpRequest request;
    private final MultivaluedMap<String, String> form;
    private final HttpHeaders headers;

    FormRequest(HttpRequest request, Map<String, String> form) {
        this.request = request;
        this.form = new MultivaluedHashMap<>(form);
        this.headers = new FormHeaders(request.getHttpHeaders());
    }

    @Override
    public MultivaluedMap<String, String> getDecodedFormParameters() {
        return form;
    }

    @Override
    public String getHttpMethod() {
        return request.getHttpMethod();
    }

    @Override
    public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
        return new MultivaluedHashMap<>();
    }

    @Override
    public HttpHeaders getHttpHeaders() {
        return headers;
    }

    @Override
    public X509Certificate[] getClientCertificateChain() {
        return request.getClientCertificateChain();
    }

    @Override
    public UriInfo getUri() {
        return request.getUri();
    }

    @Override
    public boolean isProxyTrusted() {
        return request.isProxyTrusted();
    }
}
