package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.IntConsumer;

/** A client that reads the whole realm by cursor, 100 users at a time. */
final class Walk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PER_PAGE = 100;

    private final URI server;
    private final String token;

    private Walk(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    static Walk signedIn(URI server) {
        SignIn signIn = new SignIn(server, BenchmarkRealm.ON);
        return new Walk(server, signIn.accessToken(BenchmarkRealm.CLIENT, BenchmarkRealm.CALLER));
    }

    /**
     * What a walk came to.
     *
     * @param cursor behind nine tenths of the users
     */
    record Outcome(int users, Duration time, String cursor) {}

    /** @param atRow is told at each page how many users have been read */
    Outcome through(int deep, IntConsumer atRow) throws IOException {
        long start = System.nanoTime();
        String next = BenchmarkRealm.ON.api(server) + "/users?per_page=" + PER_PAGE + "&cursor=";
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

    private static JsonNode sent(HttpRequest.Builder request) throws IOException {
        return JSON.readTree(SignIn.expect(200, SignIn.send(request)).body());
    }
}
