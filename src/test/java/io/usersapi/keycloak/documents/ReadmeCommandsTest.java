package io.usersapi.keycloak.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Program;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The lines of the README that one pastes into a shell, run as one block; the answers are those that the page prints. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ReadmeCommandsTest extends ApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Page README = Page.of("README.md");

    @Test
    void theFiveLinesAnswerAsThePageSays() throws IOException {
        List<String> answers = run(README.block("sh", "TOKEN=$(curl") + README.block("sh", "-X DELETE"));
        assertEquals(5, answers.size(), answers.toString());
        JsonNode created = JSON.readTree(answers.get(0));
        JsonNode printed = JSON.readTree(README.block("json", "\"created_at\""));
        assertEquals(names(printed), names(created));
        assertEquals(printed.path("email"), created.path("email"));
        assertEquals(printed.at("/roles/0/name"), created.at("/roles/0/name"));
        assertEquals(printed.path("type"), created.path("type"));
        assertEquals(printed.path("status"), created.path("status"));
        assertTrue(JSON.readTree(answers.get(1)).path("data").toString().contains("ada@example.org"));
        assertEquals(printed.path("name"), JSON.readTree(answers.get(2)).path("name"));
        assertEquals(
                "Password reset email sent successfully.",
                JSON.readTree(answers.get(3)).path("message").asText());
        assertEquals(
                "User deleted successfully.",
                JSON.readTree(answers.get(4)).path("message").asText());
        assertEquals(1, mail.getReceivedMessages().length);
    }

    @Test
    void anErrorLooksAsThePagePrintsIt() throws IOException {
        String refused =
                admin.post("/users", newUser("email", ApiServer.ADMIN_EMAIL)).text();
        assertEquals(JSON.readTree(README.block("json", "urn:problem")), JSON.readTree(refused));
    }

    /** The lines that the block writes; the address and the password are those of this server. */
    private List<String> run(String block) {
        String adapted = "set -eu\n"
                + block.replace("http://localhost:8080/api", anonymous.base())
                        .replace("admin@example.org", ApiServer.ADMIN_EMAIL)
                        .replace("demo-admin-password", ApiServer.ADMIN_PASSWORD);
        return Program.run(List.of("bash", "-c", adapted), environment -> {})
                .expect(0)
                .output()
                .lines()
                .toList();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
