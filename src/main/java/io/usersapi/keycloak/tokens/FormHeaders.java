package io.usersapi.keycloak.tokens;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The headers of the current request, changed to those of a form: Keycloak's client authenticators look for the client
 * in a form ({@code ClientIdAndSecretAuthenticator}). {@code Authorization} is left out, since it could name another
 * client.
 */
final class FormHeaders implements HttpHeaders {

    private final HttpHeaders headers;
    private final MultivaluedMap<String, String> values;

    FormHeaders(HttpHeaders headers) {
        this.headers = headers;
        this.values = new MultivaluedHashMap<>();
        headers.getRequestHeaders().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(AUTHORIZATION) && !name.equalsIgnoreCase(CONTENT_TYPE)) {
                values.put(name, value);
            }
        });
        values.putSingle(CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED);
    }

    /**
     * An empty list, not null, where there is no such header: Keycloak's JAX-RS answers so, and Keycloak relies on it.
     */
    @Override
    public List<String> getRequestHeader(String name) {
        return values.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    @Override
    public String getHeaderString(String name) {
        List<String> header = getRequestHeader(name);
        return header.isEmpty() ? null : String.join(",", header);
    }

    @Override
    public MultivaluedMap<String, String> getRequestHeaders() {
        return values;
    }

    @Override
    public MediaType getMediaType() {
        return MediaType.APPLICATION_FORM_URLENCODED_TYPE;
    }

    @Override
    public List<MediaType> getAcceptableMediaTypes() {
        return headers.getAcceptableMediaTypes();
    }

    @Override
    public List<Locale> getAcceptableLanguages() {
        return headers.getAcceptableLanguages();
    }

    @Override
    public Locale getLanguage() {
        return headers.getLanguage();
    }

    @Override
    public Map<String, Cookie> getCookies() {
        return headers.getCookies();
    }

    @Override
    public Date getDate() {
        return headers.getDate();
    }

    @Override
    public int getLength() {
        return -1;
    }
}
