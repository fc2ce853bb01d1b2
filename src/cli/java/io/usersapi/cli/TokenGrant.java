package io.usersapi.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The request that gets a token. {@link #toString()} hides the secret in it. */
final class TokenGrant {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpRequest request;

    private TokenGrant(HttpRequest request) {
        this.request = request;
    }

    /** The client credentials grant (RFC 6749, section 4.4), with the secret in the form. */
    static TokenGrant ofClient(URI endpoint, String id, String secret) {
        String form = "grant_type=client_credentials&client_id=" + encoded(id) + "&client_secret=" + encoded(secret);
        return new TokenGrant(HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    /** The API's own token endpoint, {@code /auth/token}. */
    static TokenGrant ofPerson(URI endpoint, Map<String, String> emailAndPassword) {
        try {
            return new TokenGrant(HttpRequest.newBuilder(endpoint)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(emailAndPassword)))
                    .build());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    HttpRequest request() {
        return request;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "TokenGrant[" + request.uri() + "]";
    }
}
