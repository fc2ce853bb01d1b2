package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.RealmBuilder;

/** Commands of Keycloak that are no start, such as {@code kc.sh export}, which are not given the settings of the start. */
@Tag("lifecycle")
class OtherCommandsTest {

    private static final int PORT = ServerProcess.freePort();
    private static final int METRICS = ServerProcess.freePort();
    private static final String SETTING = "spi-realm-restapi-extension--api--";

    private final Distribution keycloak = Distribution.unpacked("other-commands");

    @Test
    void anExportChangesNothing() throws IOException {
        keycloak.install();
        try (ServerProcess server = ServerProcess.start(
                        keycloak,
                        "server",
                        PORT,
                        "start-dev",
                        "--" + SETTING + "realms=acme",
                        "--" + SETTING + "page=false",
                        "--metrics-enabled=true",
                        "--http-management-port=" + METRICS)
                .awaitReady()) {
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
            theShortFormIsNotTheModules(server);
        }
        // The password stands elsewhere, where the start alone finds it.
        Files.writeString(
                keycloak.home().resolve("conf").resolve("keycloak.conf"),
                "\n" + SETTING + "default-admin-email=boss@example.org\n",
                StandardOpenOption.APPEND);
        Path file = keycloak.home().resolve("acme.json");
        String log = keycloak.command("export", "--db=dev-file", "--realm=acme", "--file=" + file);
        assertFalse(log.contains("Users API is on"), log);
        JsonNode realm = new ObjectMapper().readTree(file.toFile());
        assertEquals("true", realm.at("/attributes/usersApi.enabled").asText());
        List<String> clients = realm.path("clients").findValuesAsText("clientId");
        assertEquals(
                List.of("users-api"),
                clients.stream().filter(id -> id.startsWith("users-")).toList());
    }

    /** Without a root realm, {@code /api} may be another extension's. */
    private static void theShortFormIsNotTheModules(ServerProcess server) {
        Api api = Api.at(server.base());
        assertEquals(404, api.exchange("GET", "/api/users", null).status());
        assertFalse(metrics().contains("users_api_requests"));
        assertEquals(401, api.exchange("GET", "/realms/acme/api/users", null).status());
        assertTrue(metrics().contains("users_api_requests"));
    }

    private static String metrics() {
        return Api.at("http://localhost:" + METRICS)
                .exchange("GET", "/metrics", null)
                .text();
    }
}
