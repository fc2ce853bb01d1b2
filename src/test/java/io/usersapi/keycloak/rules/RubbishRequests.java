package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.rules.Rubbish.encoded;
import static io.usersapi.keycloak.rules.Rubbish.letters;
import static io.usersapi.keycloak.rules.Rubbish.mostly;
import static io.usersapi.keycloak.rules.Rubbish.texts;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Makes requests out of the operations that the OpenAPI document describes, each with something wrong in places. */
final class RubbishRequests {

    private static final JsonNode DOCUMENT = OpenApi.document();
    private static final Arbitrary<String> METHODS = Arbitraries.of(
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
    private static final Arbitrary<String> TYPES = Arbitraries.of(
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
    private static final Arbitrary<String> ACCEPTS = Arbitraries.of(
            "application/json",
            "application/yaml",
            "text/html",
            "*/*;q=0",
            "application/*;q=2",
            "a/b/c",
            ",,",
            "",
            "x");

    private static final Arbitrary<Who> SENDERS =
            Arbitraries.frequency(Tuple.of(4, Who.ADMIN), Tuple.of(1, Who.USER), Tuple.of(1, Who.NOBODY));

    private final Arbitrary<String> keys;

    private record Operation(String method, String path, List<JsonNode> parameters, JsonNode body) {

        private Stream<JsonNode> parametersIn(String place) {
            return parameters.stream()
                    .filter(parameter -> parameter.path("in").asText().equals(place));
        }
    }

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
        this.keys = Arbitraries.of(keys);
    }

    /** Requests to all operations alike. */
    Arbitrary<Attempt> attempts() {
        return Arbitraries.oneOf(operations().stream().map(this::attempts).toList());
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
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
        return operations;
    }

    /** What a reference of the document refers to, else the node itself. */
    static JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(DOCUMENT.at(node.path("$ref").asText().substring(1)))
                : node;
    }

    private Arbitrary<Attempt> attempts(Operation operation) {
        return Combinators.combine(
                        mostly(Arbitraries.just(operation.method()), 12, METHODS),
                        paths(operation),
                        queries(operation),
                        headers(operation),
                        mostly(Arbitraries.just("application/json"), 12, TYPES),
                        bodies(operation),
                        SENDERS)
                .as((method, path, query, headers, type, body, who) ->
                        new Attempt(method, path + query, body.length > 0 ? with(headers, type) : headers, body, who));
    }

    private static List<Map.Entry<String, String>> with(List<Map.Entry<String, String>> headers, String type) {
        return Stream.concat(Stream.of(Map.entry("Content-Type", type)), headers.stream())
                .toList();
    }

    private Arbitrary<String> paths(Operation operation) {
        Arbitrary<String> plain = mostly(keys.map(Rubbish::percent), 2, encoded())
                .map(key -> operation.path().replace("{user}", key));
        Arbitrary<String> ends = Arbitraries.of("/", "//", "/.", "/..", "/../..", ";x=y", "/", "%2F");
        return mostly(
                plain, 20, Combinators.combine(plain, ends, encoded()).as((path, end, more) -> path + end + more));
    }

    private static Arbitrary<String> queries(Operation operation) {
        List<Arbitrary<Optional<String>>> parts = new ArrayList<>();
        operation.parametersIn("query").forEach(parameter -> {
            String name = parameter.path("name").asText() + "=";
            parts.add(values(parameter).map(name::concat).optional(0.2));
            parts.add(encoded().map(name::concat).optional(0.01));
        });
        Arbitrary<String> ends =
                Arbitraries.oneOf(Arbitraries.of("", "=", "=="), encoded().map("="::concat));
        parts.add(Combinators.combine(encoded(), ends).as(String::concat).optional(0.07));
        return Combinators.combine(parts)
                .as(RubbishRequests::present)
                .map(present -> present.isEmpty() ? "" : "?" + String.join("&", present));
    }

    static <T> List<T> present(List<Optional<T>> parts) {
        return parts.stream().flatMap(Optional::stream).toList();
    }

    private static Arbitrary<String> values(JsonNode parameter) {
        JsonNode schema = parameter.path("schema");
        // Of a parameter that may be there several times, one.
        boolean repeatable = schema.has("items");
        JsonNode example = parameter.path("example");
        Arbitrary<String> valid = RubbishJson.valid(
                        repeatable ? schema.path("items") : schema, repeatable ? example.path(0) : example)
                .map(value -> Rubbish.percent(String.valueOf(value)));
        return mostly(valid, 3, encoded());
    }

    private static Arbitrary<List<Map.Entry<String, String>>> headers(Operation operation) {
        List<Arbitrary<Optional<Map.Entry<String, String>>>> headers = new ArrayList<>();
        operation.parametersIn("header").forEach(parameter -> {
            Arbitrary<String> example =
                    Arbitraries.just(parameter.path("example").asText());
            headers.add(header(parameter.path("name").asText(), mostly(example, 2, headerValues()))
                    .optional(0.17));
        });
        headers.add(header("Accept", ACCEPTS).optional(0.04));
        for (String name : List.of("Origin", "If-Match", "Authorization", "X-Forwarded-For", "Cookie")) {
            headers.add(header(name, headerValues()).optional(0.04));
        }
        Arbitrary<List<Map.Entry<String, String>>> once =
                Combinators.combine(headers).as(RubbishRequests::present);
        return mostly(once, 30, once.map(sent -> Stream.concat(
                        sent.stream(), sent.stream().limit(1))
                .toList()));
    }

    private static Arbitrary<Map.Entry<String, String>> header(String name, Arbitrary<String> values) {
        return values.map(value -> Map.entry(name, value));
    }

    private static Arbitrary<String> headerValues() {
        return Arbitraries.oneOf(
                texts(),
                texts().map(text -> "\"" + text + "\""),
                Arbitraries.oneOf(Arbitraries.of("", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."), texts())
                        .map("Bearer "::concat),
                Arbitraries.of("*", "W/\"x\"", "null", "https://evil.example", "de", "xx-YY;q=9,,", "Basic eA=="),
                letters(255, 256, 4000),
                mostly(Arbitraries.just("x"), 20, letters(70_000)));
    }

    private static Arbitrary<byte[]> bodies(Operation operation) {
        return operation.body().isMissingNode()
                ? mostly(Arbitraries.just(new byte[0]), 15, Rubbish.bodies())
                : mostly(RubbishJson.bodies(operation.body()), 8, Rubbish.bodies());
    }
}
