package io.usersapi.keycloak.http.input;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The JSON object of a request, read field by field. Every broken rule is noted in {@link #violations()}. A field that
 * breaks a rule reads as absent.
 */
public final class JsonBody {

    /** The largest body in bytes. */
    public static final int MAX_BYTES = 1024 * 1024;

    private final JsonNode fields;
    private final byte[] bytes;
    private final Violations violations = new Violations();

    private JsonBody(JsonNode fields, byte[] bytes) {
        this.fields = fields;
        this.bytes = bytes;
    }

    /**
     * Reads a body of at most {@link #MAX_BYTES} bytes (RFC 8259, UTF-8).
     *
     * @param known the fields that the operation knows; any other is noted as a violation
     * @throws ProblemException 400 for what is not JSON, 408 for what comes too slowly, 413 for what is too large, 422 for
     *     JSON that is not an object
     */
    public static JsonBody read(InputStream stream, Set<String> known) {
        byte[] bytes = WholeBody.read(stream, MAX_BYTES);
        JsonBody body = new JsonBody(JsonText.object(bytes), bytes);
        body.noteUnknown(known);
        return body;
    }

    /**
     * The body of an object that has already been read.
     *
     * @param known the fields that the operation knows; any other is noted as a violation
     */
    public static JsonBody of(JsonNode object, Set<String> known) {
        JsonBody body = new JsonBody(object, new byte[0]);
        body.noteUnknown(known);
        return body;
    }

    private void noteUnknown(Set<String> known) {
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                violations.add(Shown.name(name), ErrorCode.UNKNOWN_FIELD);
            }
        });
    }

    /** The rules broken so far. */
    public Violations violations() {
        return violations;
    }

    /** The body as it was sent; empty for an object that had already been read. */
    public byte[] bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public boolean has(String field) {
        return fields.has(field);
    }

    /** Notes each of the fields that is absent. */
    public JsonBody require(String... required) {
        for (String field : required) {
            if (!has(field)) {
                violations.add(field, ErrorCode.REQUIRED);
            }
        }
        return this;
    }

    /** The field's string; empty where the field is absent, or of another type, which is noted. */
    public Optional<String> text(String field) {
        return value(field, "string", JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** The field's boolean; empty where the field is absent, or of another type, which is noted. */
    public Optional<Boolean> flag(String field) {
        return value(field, "boolean", JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** The field's object in JSON; empty where the field is absent, or of another type, which is noted. */
    public Optional<byte[]> object(String field) {
        return value(field, "object", JsonNode::isObject).map(JsonText::bytes);
    }

    /** The field's array of strings; empty where the field is absent, or of another type, which is noted. */
    public Optional<List<String>> texts(String field) {
        return value(field, "array of strings", node -> node.isArray() && areTexts(node))
                .map(JsonBody::texts);
    }

    /**
     * The field's object, whose members are strings, arrays of strings or null, by name. A null reads as no string. The
     * answer is empty where the field is absent, or not an object, which is noted. A member of another type is noted
     * and left out.
     */
    public Optional<Map<String, List<String>>> textsByName(String field) {
        return value(field, "object", JsonNode::isObject).map(object -> {
            Map<String, List<String>> texts = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                JsonNode node = member.getValue();
                if (node.isNull() || node.isTextual()) {
                    texts.put(member.getKey(), node.isNull() ? List.of() : List.of(node.textValue()));
                } else if (node.isArray() && areTexts(node)) {
                    texts.put(member.getKey(), texts(node));
                } else {
                    violations.add(
                            field + "." + Shown.name(member.getKey()),
                            ErrorCode.WRONG_TYPE,
                            "string, array of strings or null");
                }
            }
            return texts;
        });
    }

    /** The field's value; a value of another type is noted, and reads as absent. */
    private Optional<JsonNode> value(String field, String type, Predicate<JsonNode> isOfType) {
        JsonNode node = fields.get(field);
        if (node != null && !isOfType.test(node)) {
            violations.add(field, ErrorCode.WRONG_TYPE, type);
            return Optional.empty();
        }
        return Optional.ofNullable(node);
    }

    private static boolean areTexts(JsonNode array) {
        return array.valueStream().allMatch(JsonNode::isTextual);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }
}
