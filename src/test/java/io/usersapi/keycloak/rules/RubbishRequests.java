package io.usersapi.keycloak.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.usersapi.keycloak.support.OpenApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes requests out of the operations that the OpenAPI document describes, each with something wrong in places. */
final class RubbishRequests {

    private static final JsonNode DOCUMENT = OpenApi.document();
    private static final JsonMapper RAW = new JsonMapper();
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "HEAD",
            "OPTIONS",
            "TRACE",
            "PROPFIND",
            "get",
            "X-" + "Y".repeat(20));
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json;charset=UTF-16",
            "application/json; charset=nonsense",
            "application/problem+json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            "*/*",
            "a/b/c",
            "nonsense",
            ";",
            "");
    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/yaml",
            "text/html",
            "*/*;q=0",
            "application/*;q=2",
            "a/b/c",
            ",,",
            "",
            "x");

    private final List<Operation> operations = new ArrayList<>();
    private final List<String> keys;

    private record Operation(String method, String path, List<JsonNode> parameters, JsonNode body) {}

    /** One request. */
    record Attempt(String method, String target, List<Map.Entry<String, String>> headers, byte[] body, Who who) {}

    /** Who sends a request: an administrator, somebody who may nothing, or nobody. */
    enum Who {
        ADMIN,
        USER,
        NOBODY
    }

    /** @param keys ids and e-mail addresses of users that may be changed and deleted */
    RubbishRequests(List<String> keys) {
        this.keys = keys;
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (!member.getKey().equals("parameters")) {
                        List<JsonNode> parameters = new ArrayList<>();
                        path.getValue().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
                        member.getValue().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
                        JsonNode body = resolved(member.getValue().path("requestBody"));
                        operations.add(new Operation(
                                member.getKey().toUpperCase(),
                                path.getKey(),
                                parameters,
                                resolved(body.at("/content/application~1json/schema"))));
                    }
                }));
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(DOCUMENT.at(node.path("$ref").asText().substring(1)))
                : node;
    }

    Attempt next(RandomGenerator random) {
        Rubbish rubbish = new Rubbish(random);
        Operation operation = rubbish.pick(operations);
        String method = rubbish.oneIn(12) ? rubbish.pick(METHODS) : operation.method();
        byte[] body = body(operation, rubbish);
        return new Attempt(
                method,
                path(operation, rubbish) + query(operation, rubbish),
                headers(operation, body, rubbish),
                body,
                rubbish.pick(List.of(Who.ADMIN, Who.ADMIN, Who.ADMIN, Who.ADMIN, Who.USER, Who.NOBODY)));
    }

    private String path(Operation operation, Rubbish rubbish) {
        String key = rubbish.oneIn(2) ? Rubbish.percent(rubbish.pick(keys)) : rubbish.encoded();
        String path = operation.path().replace("{user}", key);
        if (rubbish.oneIn(20)) {
            return path
                    + rubbish.pick(List.of("/", "//", "/.", "/..", "/../..", ";x=y", "/", "%2F"))
                    + rubbish.encoded();
        }
        return path;
    }

    private String query(Operation operation, Rubbish rubbish) {
        List<String> parts = new ArrayList<>();
        for (JsonNode parameter : operation.parameters()) {
            if (parameter.path("in").asText().equals("query") && rubbish.oneIn(5)) {
                String name = parameter.path("name").asText();
                parts.add(name + "=" + value(parameter, rubbish));
                if (rubbish.oneIn(20)) {
                    parts.add(name + "=" + rubbish.encoded());
                }
            }
        }
        if (rubbish.oneIn(15)) {
            parts.add(rubbish.encoded() + rubbish.pick(List.of("", "=", "==", "=" + rubbish.encoded())));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private String value(JsonNode parameter, Rubbish rubbish) {
        JsonNode schema = parameter.path("schema");
        return rubbish.oneIn(3)
                ? rubbish.encoded()
                : Rubbish.percent(String.valueOf(valid(schema, parameter.path("example"), rubbish)));
    }

    private List<Map.Entry<String, String>> headers(Operation operation, byte[] body, Rubbish rubbish) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        if (body.length > 0) {
            headers.add(Map.entry("Content-Type", rubbish.oneIn(12) ? rubbish.pick(TYPES) : "application/json"));
        }
        for (JsonNode parameter : operation.parameters()) {
            if (parameter.path("in").asText().equals("header") && rubbish.oneIn(6)) {
                String value = rubbish.oneIn(2) ? parameter.path("example").asText() : header(rubbish);
                headers.add(Map.entry(parameter.path("name").asText(), value));
            }
        }
        for (String name : List.of("Accept", "Origin", "If-Match", "Authorization", "X-Forwarded-For", "Cookie")) {
            if (rubbish.oneIn(25)) {
                headers.add(Map.entry(name, name.equals("Accept") ? rubbish.pick(ACCEPTS) : header(rubbish)));
            }
        }
        if (!headers.isEmpty() && rubbish.oneIn(30)) {
            headers.add(headers.get(0));
        }
        return headers;
    }

    private static String header(Rubbish rubbish) {
        return rubbish.any(
                rubbish::text,
                () -> "\"" + rubbish.text() + "\"",
                () -> "Bearer " + rubbish.pick(List.of("", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", rubbish.text())),
                () -> rubbish.pick(
                        List.of("*", "W/\"x\"", "null", "https://evil.example", "de", "xx-YY;q=9,,", "Basic eA==")),
                () -> rubbish.letters(rubbish.pick(List.of(255, 256, 4000))),
                () -> rubbish.oneIn(20) ? rubbish.letters(70_000) : "x");
    }

    private byte[] body(Operation operation, Rubbish rubbish) {
        if (operation.body().isMissingNode()) {
            return rubbish.oneIn(15) ? rubbish.body() : new byte[0];
        }
        if (rubbish.oneIn(8)) {
            return rubbish.body();
        }
        try {
            return Rubbish.utf8((rubbish.oneIn(2) ? ESCAPED : RAW)
                    .writeValueAsString(rubbish.oneIn(12) ? rubbish.json(4) : object(operation.body(), rubbish)));
        } catch (JsonProcessingException unpairedSurrogate) {
            return rubbish.body();
        }
    }

    /** Of alternatives one, of the fields some, of their values most as the document wants them. */
    private Object object(JsonNode schema, Rubbish rubbish) {
        if (schema.has("oneOf")) {
            return object(resolved(schema.path("oneOf").get(rubbish.number(0, 1))), rubbish);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(property -> {
            boolean required = schema.path("required").toString().contains("\"" + property.getKey() + "\"");
            if (required ? !rubbish.oneIn(10) : rubbish.oneIn(4)) {
                fields.put(property.getKey(), field(resolved(property.getValue()), rubbish));
            }
        });
        if (rubbish.oneIn(20)) {
            fields.put(rubbish.text(), rubbish.json(2));
        }
        return fields;
    }

    private Object field(JsonNode schema, Rubbish rubbish) {
        return rubbish.oneIn(4)
                ? rubbish.json(3)
                : valid(schema, schema.path("examples").path(0), rubbish);
    }

    /** A value that the schema allows, or stands at the edge of what it allows. */
    private Object valid(JsonNode schema, JsonNode example, Rubbish rubbish) {
        if (schema.has("enum")) {
            return rubbish.pick(List.copyOf(RAW.convertValue(schema.path("enum"), List.class)));
        }
        if (schema.path("type").asText().equals("integer")) {
            int max = schema.path("maximum").asInt();
            return rubbish.pick(List.of(0, 1, 2, max - 1, max, max + 1));
        }
        if (schema.path("format").asText().equals("email") && rubbish.oneIn(2)) {
            return rubbish.letters(rubbish.number(1, 70)) + "@" + rubbish.pick(List.of("example.org", "a.b", "x"));
        }
        if (schema.has("maxLength") && rubbish.oneIn(3)) {
            int max = schema.path("maxLength").asInt();
            int min = schema.path("minLength").asInt();
            return rubbish.letters(rubbish.pick(List.of(Math.max(0, min - 1), min, min + 1, max - 1, max, max + 1)));
        }
        return example.isMissingNode() ? rubbish.text() : RAW.convertValue(example, Object.class);
    }
}
