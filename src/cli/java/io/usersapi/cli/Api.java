package io.usersapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.Builder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Calls the API with a token, and repeats a call that may succeed later. */
final class Api {

    /** With pauses of more than a minute in all: so long a request counts as under way whose server has died. */
    private static final int ATTEMPTS = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Some rows are done at a time, each within seconds, and a step of an export takes no longer. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** Over HTTP/2 the client of JDK 17 was seen to wait for ever before it sent a request. */
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final URI base;
    private final Tokens tokens;

    Api(URI base, Tokens tokens) {
        this.base = base;
        this.tokens = tokens;
    }

    URI base() {
        return base;
    }

    /** Reads an answer; an {@link IOException} means that the answer broke off. */
    interface Reading<T> {
        T of(InputStream answer) throws IOException;
    }

    /**
     * Sends a request until its answer is read to the end, up to eight times. A call that may succeed a moment later is
     * repeated: after a broken connection, while the server starts, after too many requests, or while the same request
     * is still under way.
     *
     * @param path the path below the API, with the query
     * @param request completes the request, which has the address and the token
     * @param reading reads an answer with status 200
     * @throws StoppedException where the last attempt fails, or where the answer will not change
     */
    <T> T call(String path, UnaryOperator<Builder> request, Reading<T> reading) {
        Pauses pauses = new Pauses();
        for (int attempt = 1; ; attempt++) {
            String reason;
            Optional<String> retryAfter = Optional.empty();
            try {
                String token = tokens.token(http);
                HttpResponse<InputStream> answer =
                        http.send(request(path, token, request), BodyHandlers.ofInputStream());
                try (InputStream body = new WatchedStream(answer.body(), SILENCE)) {
                    if (answer.statusCode() == 200) {
                        return reading.of(body);
                    }
                    Refusal refusal = Refusal.of(answer.statusCode(), body);
                    if (answer.statusCode() == 401) {
                        tokens.forget(token);
                    } else if (!refusal.mayPass()) {
                        throw refusal.stops();
                    }
                    reason = refusal.sentence();
                    retryAfter = answer.headers().firstValue("Retry-After");
                }
            } catch (IOException broken) {
                reason = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw StoppedException.stopped("Interrupted.");
            }
            if (attempt == ATTEMPTS) {
                throw StoppedException.stopped("Stopped after " + ATTEMPTS + " attempts: " + reason);
            }
            pause(pauses.next(retryAfter));
        }
    }

    private HttpRequest request(String path, String token, UnaryOperator<Builder> request) {
        return request.apply(HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token))
                .build();
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw StoppedException.stopped("Interrupted.");
        }
    }
}
