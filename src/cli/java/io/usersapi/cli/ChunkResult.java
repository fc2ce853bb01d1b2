package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a chunk.
 *
 * @param counts how many rows had which result
 * @param failed the rows that failed, with their errors
 */
record ChunkResult(Counts counts, List<FailedRow> failed) {

    /**
     * A row that failed.
     *
     * @param errors the errors as the server answered them, by field
     */
    record FailedRow(Row row, JsonNode errors) {}

    /**
     * Reads the answer: a line for each row, in the order of the rows, and a last line with the counts.
     *
     * @throws IOException where the answer broke off before the last line
     */
    static ChunkResult of(Chunk chunk, InputStream answer) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
        List<FailedRow> failed = new ArrayList<>();
        Counts counts = Counts.NONE;
        for (Row row : chunk.rows()) {
            JsonNode result = line(lines);
            String status = result.path("status").asText();
            counts = counts.and(one(status));
            if (status.equals("failed")) {
                failed.add(new FailedRow(row, result.path("errors")));
            }
        }
        line(lines);
        return new ChunkResult(counts, failed).withUnsendable(chunk);
    }

    /** The result of a chunk in which no row can be sent. */
    static ChunkResult ofNothingSent(Chunk chunk) {
        return new ChunkResult(Counts.NONE, new ArrayList<>()).withUnsendable(chunk);
    }

    private ChunkResult withUnsendable(Chunk chunk) {
        JsonNode errors = JsonNodeFactory.instance
                .objectNode()
                .set(
                        "body",
                        JsonNodeFactory.instance
                                .arrayNode()
                                .add(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("code", "row_too_long")
                                        .put("message", "The row is longer than a request may be. It was not sent.")));
        chunk.unsendable().forEach(row -> failed.add(new FailedRow(row, errors)));
        return new ChunkResult(counts.and(new Counts(0, 0, 0, chunk.unsendable().size())), failed);
    }

    private static JsonNode line(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("The answer broke off.");
        }
        return Json.MAPPER.readTree(line);
    }

    private static Counts one(String status) throws IOException {
        return switch (status) {
            case "created" -> new Counts(1, 0, 0, 0);
            case "updated" -> new Counts(0, 1, 0, 0);
            case "unchanged" -> new Counts(0, 0, 1, 0);
            case "failed" -> new Counts(0, 0, 0, 1);
            default -> throw new IOException("The answer broke off.");
        };
    }
}
