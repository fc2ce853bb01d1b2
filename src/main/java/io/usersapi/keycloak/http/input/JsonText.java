package io.usersapi.keycloak.http.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and writes texts that must be JSON (RFC 8259): exactly one value, and no name twice in an object. */
public final class JsonText {

    /** A half of a pair of surrogates has no bytes in UTF-8; as an escape it stays what it is. */
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build()
            .reader();

    /** Opens the text that is read. */
    private interface Source {
        JsonParser open() throws IOException;
    }

    private JsonText() {}

    /**
     * The JSON value of a text.
     *
     * @throws ProblemException 400 {@code malformed_json} where the text is not JSON
     */
    public static JsonNode parse(String text) {
        return parse(() -> READER.createParser(text));
    }

    private static JsonNode parse(Source source) {
        try (JsonParser parser = source.open()) {
            JsonNode node = READER.readTree(parser);
            if (node == null) {
                throw ProblemException.of(ErrorCode.MALFORMED_JSON);
            }
            return node;
        } catch (IOException notJson) {
            // Of bytes that look like UTF-32 and are not, Jackson says so by another exception than of all else.
            throw ProblemException.of(ErrorCode.MALFORMED_JSON);
        }
    }

    static JsonNode object(byte[] bytes) {
        JsonNode node = parse(() -> READER.createParser(bytes));
        if (!node.isObject()) {
            throw Violations.of("body", ErrorCode.WRONG_TYPE, "object");
        }
        return node;
    }

    /** A value that was read, as JSON: to read it gives the same value, also of a text that is no sound Unicode. */
    static byte[] bytes(JsonNode value) {
        try {
            return WRITER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
