package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls the API over HTTP; every answer is validated against the OpenAPI document that the jar carries. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final Map<String, String> headers;

    private Api(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** The API at a base such as {@code http://localhost:8080/realms/acme/api}. */
    public static Api at(String base) {
        return new Api(base, Map.of());
    }

    public String base() {
        return base;
    }

    /** The same caller at another base, for example that of Keycloak's Admin API. */
    public Api on(String base) {
        return new Api(base, headers);
    }

    public Api with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Api(base, more);
    }

    public Api bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** Signs in by /auth/token and calls as that user from then on. */
    public Api signedIn(String email, String password) {
        return bearer(signIn(email, password).text("access_token"));
    }

    /**
     * Signs in by /auth/token; once more where need be, since Keycloak refuses a user while it is still counting the
     * attempt before (DefaultBlockingBruteForceProtector).
     */
    public Answer signIn(String email, String password) {
        return await().atMost(Duration.ofMinutes(1))
                .until(() -> token(email, password), answer -> answer.status() != 401)
                .expect(200);
    }

    public Answer token(String email, String password) {
        return post("/auth/token", Map.of("email", email, "password", password));
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, json(body));
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, json(body));
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, json(body));
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Sends a body as it is, null for none. */
    public Answer send(String method, String path, String body) {
        Answer answer = exchange(method, path, body);
        OpenApi.check(method, path, answer);
        return answer;
    }

    /** Sends without validating the answer, for paths that are not the API's. */
    public Answer exchange(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), parsed(response), response.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static JsonNode parsed(HttpResponse<String> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.contains("json") && !type.contains("ndjson")
                ? JSON.readTree(response.body())
                : MissingNode.getInstance();
    }

    public static String json(Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A path segment or query value, percent-encoded. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
