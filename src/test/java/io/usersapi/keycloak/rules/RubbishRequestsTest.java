package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.usersapi.keycloak.support.OpenApi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link RubbishTest} sends: whatever the document takes is among it, so a new field or parameter is sent, too. */
class RubbishRequestsTest {

    private static final int REQUESTS = 8_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> PARAMETERS = new TreeSet<>();
    private static final Set<String> HEADERS = new TreeSet<>();
    private static final Set<String> FIELDS_OF_CREATE = new TreeSet<>();
    private static final Set<String> FIELDS_OF_UPDATE = new TreeSet<>();

    @BeforeAll
    static void make() {
        RubbishRequests requests = new RubbishRequests(List.of("nobody@example.org"));
        JqwikSession.run("20261122", () -> requests.attempts()
                .withoutEdgeCases()
                .sampleStream()
                .limit(REQUESTS)
                .forEach(RubbishRequestsTest::note));
    }

    private static void note(RubbishRequests.Attempt attempt) {
        String[] target = attempt.target().split("\\?", 2);
        if (target.length == 2) {
            for (String parameter : target[1].split("&")) {
                PARAMETERS.add(parameter.split("=", 2)[0]);
            }
        }
        attempt.headers().stream().map(Map.Entry::getKey).forEach(HEADERS::add);
        Set<String> fields = Set.of("PUT", "PATCH").contains(attempt.method()) ? FIELDS_OF_UPDATE : FIELDS_OF_CREATE;
        if (fields == FIELDS_OF_UPDATE || (attempt.method().equals("POST") && target[0].equals("/users"))) {
            parsed(attempt.body())
                    .properties()
                    .forEach(field -> fields.add(field.getKey() + " "
                            + field.getValue().getNodeType().name().toLowerCase()));
        }
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    /** Each with a value of its type. */
    @ParameterizedTest
    @CsvSource({"CreateUser", "UpdateUser"})
    void haveEachFieldOfAUser(String schema) {
        Set<String> missing = new TreeSet<>();
        OpenApi.document()
                .at("/components/schemas/" + schema + "/properties")
                .properties()
                .forEach(field -> {
                    String type = RubbishRequests.resolved(field.getValue())
                            .path("type")
                            .asText();
                    missing.add(field.getKey() + " " + type);
                });
        missing.removeAll(schema.equals("CreateUser") ? FIELDS_OF_CREATE : FIELDS_OF_UPDATE);
        assertEquals(Set.of(), missing);
    }

    @Test
    void haveEachParameterAndHeader() {
        Set<String> missing = new TreeSet<>();
        OpenApi.document()
                .path("paths")
                .findValues("parameters")
                .forEach(parameters -> parameters.forEach(reference -> {
                    JsonNode parameter = RubbishRequests.resolved(reference);
                    String name = parameter.path("name").asText();
                    boolean sent =
                            switch (parameter.path("in").asText()) {
                                case "query" -> PARAMETERS.contains(name);
                                case "header" -> HEADERS.contains(name);
                                default -> true;
                            };
                    if (!sent) {
                        missing.add(name);
                    }
                }));
        assertEquals(Set.of(), missing);
    }
}
