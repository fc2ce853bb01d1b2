package io.usersapi.keycloak.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.OpenApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of fields and what is written about them elsewhere. */
class FieldsTest {

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|");

    @Test
    void requestsOfTheDocumentHaveTheFieldsOfTheTable() {
        assertEquals(new TreeSet<>(Fields.NAMES), new TreeSet<>(properties("CreateUser")));
        assertEquals(new TreeSet<>(Fields.NAMES_OF_UPDATE), new TreeSet<>(properties("UpdateUser")));
    }

    @Test
    void usersOfTheDocumentHaveTheFieldsOfTheTableInItsOrder() {
        assertEquals(Fields.SHOWN.stream().map(Field::name).toList(), List.copyOf(properties("User")));
    }

    @Test
    void thePageOfTheApiTellsEachFieldOfARequest() throws IOException {
        String page = Files.readString(Path.of("docs", "api.md"));
        Set<String> told = ROW.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(Fields.NAMES), new TreeSet<>(told));
    }

    @Test
    void noTwoFieldsHaveAName() {
        List<String> names =
                Fields.SENT.stream().flatMap(field -> field.names().stream()).toList();
        assertEquals(Set.copyOf(names).size(), names.size());
    }

    private static Set<String> properties(String schema) {
        JsonNode properties = OpenApi.document().at("/components/schemas/" + schema + "/properties");
        return properties.properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
