package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
     * Reads the answer: lines that tell of rows by the line of the body on which each begins, and a last one with the counts.
     *
     * @throws IOException where the answer broke off before the last line
     */
    static ChunkResult of(Chunk chunk, Chunk.Body body, InputStream answer) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
        Map<Row, JsonNode> told = new HashMap<>();
        for (JsonNode line = line(lines); !line.has("created"); line = line(lines)) {
            Map.Entry<Integer, Row> row =
                    body.rows().floorEntry(line.path("line").asInt());
            if (row == null) {
                throw new IOException("The answer tells of a line that was not sent.");
            }
            // The server may see several rows in what looks like one here: then one that failed counts.
            told.merge(row.getValue(), line, (before, next) -> isFailed(before) ? before : next);
        }
        List<FailedRow> failed = new ArrayList<>();
        Counts counts = Counts.NONE;
        for (Row row : chunk.rows()) {
            JsonNode result = told.get(row);
            if (result == null) {
                failed.add(new FailedRow(row, notRead()));
                counts = counts.and(one("failed"));
            } else {
                counts = counts.and(one(result.path("status").asText()));
                if (isFailed(result)) {
                    failed.add(new FailedRow(row, result.path("errors")));
                }
            }
        }
        return new ChunkResult(counts, failed).withUnsendable(chunk);
    }

    /** The result of a chunk in which no row can be sent. */
    static ChunkResult ofNothingSent(Chunk chunk) {
        return new ChunkResult(Counts.NONE, new ArrayList<>()).withUnsendable(chunk);
    }

    private ChunkResult withUnsendable(Chunk chunk) {
        chunk.unsendable()
                .forEach(row -> failed.add(new FailedRow(
                        row,
                        errors(
                                "row_too_long",
                                "The row on line " + row.line()
                                        + " is longer than a request may be. It was not sent."))));
        return new ChunkResult(counts.and(new Counts(0, 0, 0, chunk.unsendable().size())), failed);
    }

    private static JsonNode notRead() {
        return errors("not_read", "The server did not read the row: it is empty, or a quote before it is not closed.");
    }

    private static JsonNode errors(String code, String message) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return json.objectNode()
                .set(
                        "row",
                        json.arrayNode().add(json.objectNode().put("code", code).put("message", message)));
    }

    private static boolean isFailed(JsonNode result) {
        return result.path("status").asText().equals("failed");
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
