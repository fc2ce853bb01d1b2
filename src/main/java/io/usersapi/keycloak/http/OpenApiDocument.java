package io.usersapi.keycloak.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** The OpenAPI 3.1 document that is in the jar, with the address at which the API is served. */
public final class OpenApiDocument {

    /** The media type of YAML (RFC 9512). */
    public static final String YAML_TYPE = "application/yaml";

    private static final ObjectMapper JSON = new JsonMapper();
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
    private static final ObjectNode DOCUMENT = read();

    private OpenApiDocument() {}

    private static ObjectNode read() {
        try (InputStream stream = OpenApiDocument.class.getResourceAsStream("/io/usersapi/keycloak/openapi.yaml")) {
            return (ObjectNode) YAML.readTree(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The document's paths with their operations, as OpenAPI's object {@code paths}. */
    public static JsonNode paths() {
        return DOCUMENT.path("paths");
    }

    /**
     * The document in JSON.
     *
     * @param server the absolute address of the API
     */
    public static String json(URI server) {
        return write(JSON, server);
    }

    /**
     * The document in YAML.
     *
     * @param server the absolute address of the API
     */
    public static String yaml(URI server) {
        return write(YAML, server);
    }

    private static String write(ObjectMapper format, URI server) {
        try {
            ObjectNode document = DOCUMENT.deepCopy();
            document.putArray("servers").addObject().put("url", server.toString());
            return format.writeValueAsString(document);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
