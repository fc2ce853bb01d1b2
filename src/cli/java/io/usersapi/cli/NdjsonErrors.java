package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Errors in NDJSON: a field, the last one of the row. A row that is no JSON object stays without its errors. */
final class NdjsonErrors implements RowErrors {

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

    private static Optional<ObjectNode> object(byte[] row) {
        try {
            return Json.MAPPER.readTree(row) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
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
