package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/** What an import is sent, and what it answers. */
final class ImportFile {

    private final String type;
    private final String text;

    private ImportFile(String type, String text) {
        this.type = type;
        this.text = text;
    }

    /** Rows of JSON; a row may be a map or a text of its own making. */
    static ImportFile ndjson(Object... rows) {
        return new ImportFile(
                "application/x-ndjson",
                Arrays.stream(rows)
                        .map(row -> row instanceof String line ? line : Api.json(row))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    static ImportFile csv(String... lines) {
        return new ImportFile("text/csv", String.join("\r\n", lines) + "\r\n");
    }

    /** Sends the file. */
    Answer by(Api caller, String query) {
        return caller.with("Content-Type", type).send("POST", "/users/import" + query, text);
    }

    Result done(Api caller) {
        return done(caller, "");
    }

    /** Sends the file, and reads the lines of the answer. */
    Result done(Api caller, String query) {
        return Result.of(by(caller, query).expect(200));
    }

    /** Sends bytes that are no text. */
    static HttpResponse<String> send(String base, String token, String type, byte[] bytes, String... headers) {
        HttpRequest.Builder request = request(base + "/users/import", token, type, bytes);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Sends the file, and answers the lines as they come. */
    Iterator<String> lines(String base, String token, String query) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return send(request(base + "/users/import" + query, token, type, bytes), BodyHandlers.ofLines())
                .body()
                .iterator();
    }

    private static HttpRequest.Builder request(String address, String token, String type, byte[] bytes) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(bytes));
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> reading) {
        try {
            return HttpClient.newHttpClient().send(request.build(), reading);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** The lines about rows, and the counts behind them. */
    record Result(List<JsonNode> rows, JsonNode counts, String text) {

        static Result of(Answer answer) {
            assertEquals("application/x-ndjson", answer.header("Content-Type").split(";")[0]);
            return of(answer.text());
        }

        static Result of(String text) {
            List<JsonNode> lines =
                    new ArrayList<>(text.lines().map(Result::json).toList());
            JsonNode counts = lines.remove(lines.size() - 1);
            assertTrue(counts.has("created"), () -> "no counts in: " + text);
            for (String status : List.of("created", "updated", "unchanged", "failed")) {
                long told = lines.stream()
                        .filter(line -> line.path("status").asText().equals(status))
                        .count();
                assertEquals(told, counts.path(status).asLong(), () -> status + " in: " + text);
            }
            return new Result(lines, counts, text);
        }

        private static JsonNode json(String line) {
            try {
                return JsonSerialization.readValue(line, JsonNode.class);
            } catch (IOException broken) {
                throw new UncheckedIOException(line, broken);
            }
        }

        /** Of each row its status, or, where it failed, {@code field:code} of each error. */
        List<String> told() {
            return rows.stream().map(Result::told).toList();
        }

        private static String told(JsonNode row) {
            if (row.path("errors").isNull()) {
                return row.path("status").asText();
            }
            return row.path("errors").properties().stream()
                    .flatMap(field -> codes(field.getValue()).map(code -> field.getKey() + ":" + code))
                    .collect(Collectors.joining(","));
        }

        private static Stream<String> codes(JsonNode broken) {
            return broken.findValuesAsText("code").stream();
        }

        String id(int row) {
            return rows.get(row).path("id").asText();
        }
    }
}
