package io.usersapi.keycloak.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The OpenAPI document as the judge of answers: an operation, a status or a body that it does not know fails. */
public final class OpenApi {

    private static final String ID = "https://document.invalid/openapi";
    private static final JsonNode DOCUMENT = read();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ID, DOCUMENT.toString()))));
    private static final Map<String, JsonSchema> COMPILED = new ConcurrentHashMap<>();

    private OpenApi() {}

    public static JsonNode document() {
        return DOCUMENT;
    }

    private static JsonNode read() {
        try (InputStream yaml = OpenApi.class.getResourceAsStream("/io/usersapi/keycloak/openapi.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Fails unless the document describes the answer to a known operation; unknown paths and methods pass as 404, 405. */
    public static void check(String method, String path, Answer answer) {
        if (Boolean.getBoolean("openapi.off")) {
            return;
        }
        String template = template(path.split("[?#]")[0]);
        if (template == null) {
            assertEquals(404, answer.status(), () -> path + " is not in the document, yet answers " + answer.text());
            checkProblem(answer);
            return;
        }
        boolean head = method.equals("HEAD");
        String operation = "/paths/" + escaped(template) + "/" + (head ? "get" : method.toLowerCase());
        JsonNode known = DOCUMENT.at(operation);
        if (known.isMissingNode()) {
            assertTrue(
                    answer.status() == 405 || method.equals("OPTIONS"),
                    () -> operation + " is not in the document, yet answers " + answer.status());
            return;
        }
        String pointer = resolved(operation + "/responses/" + answer.status());
        JsonNode response = DOCUMENT.at(pointer);
        if (response.isMissingNode()) {
            fail(method + " " + template + " answers " + answer.status() + ", which is not in the document: "
                    + answer.text());
        }
        response.path("headers").fieldNames().forEachRemaining(header -> {
            if (DOCUMENT.at(resolved(pointer + "/headers/" + escaped(header)))
                    .path("required")
                    .asBoolean()) {
                assertTrue(answer.headers().firstValue(header).isPresent(), () -> template + " lacks " + header);
            }
        });
        if (!head) {
            checkBody(pointer, response, answer);
        }
    }

    /** Fails unless the body is a problem as the document describes it. */
    public static void checkProblem(Answer answer) {
        checkSchema("/components/schemas/Problem", answer.body());
    }

    /** Whether the document describes the operation; {@code HEAD} goes with {@code GET}. */
    public static boolean knows(String method, String path) {
        String template = template(path);
        String member = method.equals("HEAD") ? "get" : method.toLowerCase();
        return template != null && DOCUMENT.path("paths").path(template).has(member);
    }

    private static void checkBody(String pointer, JsonNode response, Answer answer) {
        if (!response.has("content")) {
            assertEquals("", answer.text(), "a body where the document has none");
            return;
        }
        String type = answer.header("Content-Type").split(";")[0];
        assertTrue(response.path("content").has(type), () -> "media type " + type + " is not in the document");
        // One JSON value a line is text to a schema.
        if (type.contains("json") && !type.endsWith("ndjson")) {
            checkSchema(pointer + "/content/" + escaped(type) + "/schema", answer.body());
        }
    }

    private static void checkSchema(String pointer, JsonNode body) {
        JsonSchema schema =
                COMPILED.computeIfAbsent(pointer, at -> SCHEMAS.getSchema(SchemaLocation.of(ID + "#" + at)));
        Set<ValidationMessage> violations = schema.validate(body);
        assertTrue(violations.isEmpty(), () -> pointer + ": " + violations + " in " + body);
    }

    /** Follows a $ref of the document. */
    private static String resolved(String pointer) {
        JsonNode reference = DOCUMENT.at(pointer).path("$ref");
        return reference.isMissingNode() ? pointer : reference.asText().substring(1);
    }

    private static String template(String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (DOCUMENT.path("paths").has(plain)) {
            return plain;
        }
        String[] segments = plain.split("/");
        for (var names = DOCUMENT.path("paths").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (matches(name.split("/"), segments)) {
                return name;
            }
        }
        return null;
    }

    private static boolean matches(String[] template, String[] segments) {
        if (template.length != segments.length) {
            return false;
        }
        for (int at = 0; at < template.length; at++) {
            boolean variable = template[at].startsWith("{") && !segments[at].isEmpty();
            if (!variable && !template[at].equals(segments[at])) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
