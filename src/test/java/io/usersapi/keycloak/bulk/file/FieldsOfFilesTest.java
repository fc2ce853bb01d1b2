package io.usersapi.keycloak.bulk.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.support.OpenApi;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Files know the fields of the table: a new field is not forgotten there. */
class FieldsOfFilesTest {

    /** What answers show and an import takes; attributes have columns of their own. */
    @Test
    void anExportHasEachFieldThatCanComeBack() {
        Set<String> shown = new TreeSet<>();
        schema("User").fieldNames().forEachRemaining(shown::add);
        shown.retainAll(Fields.IMPORTED_NAMES);
        shown.remove(ExportedUser.ATTRIBUTES);
        assertEquals(shown, new TreeSet<>(ExportedUser.FIELDS));
    }

    @Test
    void aColumnIsReadAsTheDocumentTypesItsField() {
        CsvColumns columns = new CsvColumns(attribute -> false);
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> read = new TreeMap<>();
        schema("CreateUser").properties().forEach(field -> {
            String type = resolved(field.getValue()).path("type").asText();
            // Attributes have columns of their own.
            if (!field.getKey().equals(CsvColumns.ATTRIBUTES)) {
                assertTrue(columns.knows(field.getKey()), field::getKey);
                wanted.put(field.getKey(), type);
                read.put(
                        field.getKey(),
                        switch (columns.kind(field.getKey())) {
                            case FLAG -> "boolean";
                            case TEXTS -> "array";
                            default -> "string";
                        });
            }
        });
        assertEquals(wanted, read);
    }

    private static JsonNode schema(String name) {
        return OpenApi.document().at("/components/schemas/" + name + "/properties");
    }

    private static JsonNode resolved(JsonNode field) {
        return field.has("$ref")
                ? OpenApi.document().at(field.path("$ref").asText().substring(1))
                : field;
    }
}
