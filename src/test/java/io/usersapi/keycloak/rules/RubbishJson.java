package io.usersapi.keycloak.rules;

import static io.usersapi.keycloak.rules.Rubbish.json;
import static io.usersapi.keycloak.rules.Rubbish.letters;
import static io.usersapi.keycloak.rules.Rubbish.mostly;
import static io.usersapi.keycloak.rules.Rubbish.texts;
import static io.usersapi.keycloak.rules.RubbishRequests.resolved;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes JSON by a schema of the OpenAPI document, with something wrong in places. */
final class RubbishJson {

    private static final JsonMapper RAW = new JsonMapper();
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final Arbitrary<String> ATTRIBUTES = Arbitraries.of(
            "locale",
            "locale",
            "Locale",
            "active",
            "DELETED_AT",
            "email",
            "user.attributes.email",
            "LDAP_ID",
            "usersApi.x");

    private RubbishJson() {}

    /** Bodies that are JSON, most of them objects with fields of the schema. */
    static Arbitrary<byte[]> bodies(JsonNode schema) {
        return Combinators.combine(mostly(objects(schema), 12, json(4)), Arbitraries.of(RAW, ESCAPED))
                .as(RubbishJson::written);
    }

    private static byte[] written(Object value, JsonMapper mapper) {
        try {
            return Rubbish.utf8(mapper.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Of alternatives one, of the fields some, of their values most as the document wants them. */
    private static Arbitrary<Object> objects(JsonNode schema) {
        if (schema.has("oneOf")) {
            return Arbitraries.oneOf(StreamSupport.stream(schema.path("oneOf").spliterator(), false)
                    .map(alternative -> objects(resolved(alternative)))
                    .toList());
        }
        List<Arbitrary<Optional<Map<String, Object>>>> fields = new ArrayList<>();
        schema.path("properties").properties().forEach(property -> {
            boolean required = schema.path("required").toString().contains("\"" + property.getKey() + "\"");
            fields.add(values(resolved(property.getValue()))
                    .map(value -> Collections.singletonMap(property.getKey(), value))
                    .optional(required ? 0.9 : 0.25));
        });
        fields.add(Combinators.combine(texts(), json(2))
                .as(Collections::singletonMap)
                .optional(0.05));
        return Combinators.combine(fields).as(RubbishJson::object);
    }

    private static Object object(List<Optional<Map<String, Object>>> fields) {
        Map<String, Object> object = new LinkedHashMap<>();
        fields.forEach(field -> field.ifPresent(object::putAll));
        return object;
    }

    private static Arbitrary<Object> values(JsonNode schema) {
        return mostly(valid(schema, schema.path("examples").path(0)), 4, json(3));
    }

    /** Values that the schema allows, or that stand at the edge of what it allows. */
    static Arbitrary<?> valid(JsonNode schema, JsonNode example) {
        if (schema.has("enum")) {
            return Arbitraries.of(RAW.convertValue(schema.path("enum"), List.class));
        }
        if (schema.path("type").asText().equals("integer")) {
            int max = schema.path("maximum").asInt();
            return Arbitraries.of(0, 1, 2, max - 1, max, max + 1);
        }
        if (schema.has("propertyNames")) {
            return Arbitraries.maps(mostly(ATTRIBUTES, 3, texts()), attributeValues())
                    .ofMaxSize(3);
        }
        Arbitrary<?> usual =
                example.isMissingNode() ? texts() : Arbitraries.just(RAW.convertValue(example, Object.class));
        if (schema.path("format").asText().equals("email")) {
            return mostly(usual, 2, emails());
        }
        return schema.has("maxLength") ? mostly(usual, 3, lengths(schema)) : usual;
    }

    private static Arbitrary<Object> attributeValues() {
        return mostly(
                Arbitraries.oneOf(
                        texts(),
                        texts().list().ofMaxSize(3),
                        Arbitraries.of("de", "fr"),
                        letters(255, 256, 2048, 2049)),
                6,
                json(2));
    }

    private static Arbitrary<String> emails() {
        Arbitrary<String> names = Arbitraries.integers().between(1, 70).map("x"::repeat);
        Arbitrary<String> domains = Arbitraries.of("example.org", "a.b", "x");
        return Combinators.combine(names, domains).as((name, domain) -> name + "@" + domain);
    }

    private static Arbitrary<String> lengths(JsonNode schema) {
        int max = schema.path("maxLength").asInt();
        int min = schema.path("minLength").asInt();
        return letters(Math.max(0, min - 1), min, min + 1, max - 1, max, max + 1);
    }
}
