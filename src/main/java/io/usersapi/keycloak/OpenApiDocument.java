package io.usersapi.keycloak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI 3.1 document that the jar carries, with the address at which it is served. */
final class OpenApiDocument {

    /** The media type of YAML (RFC 9512). */
    static final String YAML_TYPE = "application/yaml";

    private static final ObjectMapper JSON = new JsonMapper();
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
    private static final ObjectNode DOCUMENT = read();

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private OpenApiDocument() {}

    private static ObjectNode read() {
        try (InputStream stream = OpenApiDocument.class.getResourceAsStream("openapi.yaml")) {
            return (ObjectNode) YAML.readTree(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * The methods that a path knows, by name, for the header {@code Allow} of a 405 (RFC 9110, section 10.2.1).
     *
     * @param path below the API, as {@code /users/0f2c…}
     * @return nothing where there is no such path
     */
    static Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        DOCUMENT.path("paths").fields().forEachRemaining(entry -> {
            if (path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                entry.getValue().fieldNames().forEachRemaining(name -> {
                    if (METHODS.contains(name)) {
                        methods.add(name.toUpperCase(Locale.ROOT));
                    }
                });
            }
        });
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    static String json(URI server) {
        return write(JSON, server);
    }

    static String yaml(URI server) {
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
