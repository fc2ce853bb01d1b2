package io.usersapi.cli;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Errors in NDJSON: a field, the last one of the row. A row that is no JSON object stays without its errors. */
final class NdjsonErrors implements RowErrors {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public byte[] headerWith(byte[] header) {
        return header;
    }

    @Override
    public byte[] headerWithout(byte[] header) {
        return header;
    }

    @Override
    public byte[] with(byte[] row, JsonNode errors) {
        return object(row).map(object -> bytes(object.set(NAME, errors), row)).orElse(row);
    }

    @Override
    public byte[] without(byte[] row, byte[] header) {
        if (!new String(row, StandardCharsets.UTF_8).contains('"' + NAME + '"')) {
            return row;
        }
        return object(row).map(object -> bytes(object.without(NAME), row)).orElse(row);
    }

    /** An object that the server reads, too: of what it refuses nothing must be lost here. */
    private static Optional<ObjectNode> object(byte[] row) {
        if (row.length == 0) {
            return Optional.of(STRICT.createObjectNode());
        }
        try {
            return STRICT.readTree(row) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(JsonNode object, byte[] otherwise) {
        try {
            return Json.MAPPER.writeValueAsBytes(object);
        } catch (IOException impossible) {
            return otherwise;
        }
    }
}
