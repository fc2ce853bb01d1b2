package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.IntConsumer;

/** A client that reads the whole realm by cursor, 100 users at a time. */
final class Walk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PER_PAGE = 100;

    private final URI server;
    private final String token;

    private Walk(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Signs the caller in, by the API itself. */
    static Walk signedIn(URI server) throws IOException, InterruptedException {
        String credentials = JSON.writeValueAsString(new Credentials(BenchmarkRealm.CALLER, BenchmarkRealm.PASSWORD));
        JsonNode answer = sent(HttpRequest.newBuilder(URI.create(BenchmarkRealm.api(server) + "/auth/token"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(credentials)));
        return new Walk(server, answer.path("access_token").asText());
    }

    private record Credentials(String email, String password) {}

    /**
     * What a walk came to.
     *
     * @param cursor behind nine tenths of the users
     */
    record Outcome(int users, Duration time, String cursor) {}

    String token() {
        return token;
    }

    /** @param atRow is told at each page how many users have been read */
    Outcome through(int deep, IntConsumer atRow) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String next = BenchmarkRealm.api(server) + "/users?per_page=" + PER_PAGE + "&cursor=";
        String cursor = null;
        int users = 0;
        while (next != null) {
            JsonNode page = sent(HttpRequest.newBuilder(URI.create(next)).header("Authorization", "Bearer " + token));
            users += page.path("data").size();
            next = page.path("links").path("next").asText(null);
            if (users == deep) {
                cursor = next.replaceAll(".*[?&]cursor=([^&]*).*", "$1");
            }
            atRow.accept(users);
        }
        return new Outcome(users, Duration.ofNanos(System.nanoTime() - start), cursor);
    }

    private static JsonNode sent(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = HTTP.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
