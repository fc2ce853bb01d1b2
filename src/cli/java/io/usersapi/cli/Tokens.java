package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/** An access token. It is fetched when it is first needed, and again before it expires. */
final class Tokens {

    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final TokenGrant grant;
    private String token;
    private Instant renewal = Instant.MIN;

    Tokens(TokenGrant grant) {
        this.grant = grant;
    }

    /**
     * A token that is good for some seconds at least.
     *
     * @param http fetches it
     * @throws IOException where the token endpoint cannot be reached or fails
     * @throws StoppedException where the token endpoint refuses
     */
    synchronized String token(HttpClient http) throws IOException, InterruptedException {
        if (!Instant.now().isBefore(renewal)) {
            HttpResponse<String> answer = http.send(grant.request(), BodyHandlers.ofString());
            if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
                throw new IOException("The token endpoint answered " + answer.statusCode() + ".");
            }
            if (answer.statusCode() != 200) {
                throw StoppedException.stopped("No token was given (" + answer.statusCode()
                        + "): look at the email or client, its secret, and the address of the API.");
            }
            JsonNode body = Json.MAPPER.readTree(answer.body());
            Duration life = Duration.ofSeconds(body.path("expires_in").asLong(60));
            token = body.path("access_token").asText();
            // A token that lives less than a minute is renewed after half of its life.
            renewal = Instant.now()
                    .plus(life.compareTo(MARGIN.multipliedBy(2)) > 0 ? life.minus(MARGIN) : life.dividedBy(2));
        }
        return token;
    }

    /**
     * Is called when the API refused a token: the next call of {@link #token} fetches another one, unless that has
     * happened already.
     */
    synchronized void forget(String refused) {
        if (refused.equals(token)) {
            renewal = Instant.MIN;
        }
    }
}
