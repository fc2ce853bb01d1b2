package io.usersapi.examples.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The two calls of the Users API that this application makes. */
final class UsersApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    /** @param base such as {@code http://localhost:8080/api} */
    UsersApi(String base) {
        this.base = base;
    }

    /** An access token, by {@code POST /auth/token}. */
    String signIn(String email, String password) throws IOException, InterruptedException {
        String credentials = JSONObjectUtils.toJSONString(Map.of("email", email, "password", password));
        return (String) send(HttpRequest.newBuilder(URI.create(base + "/auth/token"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(credentials)))
                .get("access_token");
    }

    /** The first users, by {@code GET /users}. */
    List<Map<String, Object>> firstPage(String token) throws IOException, InterruptedException {
        Map<String, Object> page = send(HttpRequest.newBuilder(URI.create(base + "/users?per_page=20"))
                .header("Authorization", "Bearer " + token));
        try {
            return Arrays.asList(JSONObjectUtils.getJSONObjectArray(page, "data"));
        } catch (ParseException unreadable) {
            throw new IOException(unreadable);
        }
    }

    /** Errors are problems (RFC 9457); this API's have a sentence for people in {@code message}. */
    private Map<String, Object> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        try {
            Map<String, Object> body = JSONObjectUtils.parse(response.body());
            if (response.statusCode() != 200) {
                throw new RefusedException("The API refused: " + body.get("message"));
            }
            return body;
        } catch (ParseException unreadable) {
            throw new IOException(response.uri() + " answered " + response.statusCode() + " without JSON", unreadable);
        }
    }
}
