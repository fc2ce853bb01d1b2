package io.usersapi.keycloak.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.Program;
import io.usersapi.keycloak.support.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.util.ApiUtil;

/**
 * The commands of the pages for a realm that has users, and for taking out, run in order on a server of their own with
 * nothing but what the pages say; the answers are those that the pages print.
 */
@Tag("lifecycle")
class WalkThroughTest {

    private static final int PORT = ServerProcess.freePort();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Distribution keycloak = Distribution.unpacked("documents");

    @Test
    void theCommandsOfThePagesWork() throws IOException {
        keycloak.install();
        try (ServerProcess server =
                ServerProcess.start(keycloak, "server", PORT, "start-dev").awaitReady()) {
            acme(server);
            Page existing = Page.of("docs/existing-realm.md");
            String signIn = existing.block("sh", "config credentials") + "\n";

            JsonNode printed = JSON.readTree(existing.block("json", "findings").replace("…", "x"));
            JsonNode look = JSON.readTree(run(signIn + existing.block("sh", "get users-api")));
            assertEquals(names(printed), names(look));
            assertEquals(names(printed.at("/findings/0")), names(finding(look, "admin_role_held")));
            assertEquals(3, finding(look, "admin_role_held").path("count").asInt());
            assertEquals("off", look.path("state").asText());

            run(existing.block("sh", "usersApi.enabled"));
            assertEquals(
                    "on",
                    JSON.readTree(run(existing.block("sh", "get users-api")))
                            .path("state")
                            .asText());
            // The realm has a role admin of its own: here the permission is given to ada by itself.
            String give = existing.block("sh", "--rolename admin")
                    .replace("--rolename admin", "--cclientid users-api --rolename manage-users");
            run(give);
            JsonNode page = JSON.readTree(run(existing.block("sh", "TOKEN=$(curl")));
            assertEquals(1000 + 1, page.at("/meta/total").asInt());
            JsonNode token = JSON.readTree(lastLine(run(existing.block("sh", "clientId=provisioning"))));
            assertFalse(token.path("access_token").asText().isEmpty());

            Page out = Page.of("docs/taking-out.md");
            run(out.block("sh", "usersApi.enabled"));
            run(out.block("sh", "search=deleted-"));
            run(out.block("sh", "delete clients"));
            run(out.block("sh", "realm.json"));
            assertTrue(server.keycloak()
                    .realm("acme")
                    .clients()
                    .findByClientId("users-api")
                    .isEmpty());
        }
    }

    /** A realm with 1,000 people and one more, a role admin that three hold, and an attribute that is required. */
    private static void acme(ServerProcess server) {
        server.keycloak()
                .realms()
                .create(RealmBuilder.create()
                        .name("acme")
                        .enabled(true)
                        .realmRoles("admin")
                        .build());
        RealmResource acme = server.keycloak().realm("acme");
        for (int person = 0; person < 1000; person++) {
            String id = ApiUtil.getCreatedId(acme.users()
                    .create(UserBuilder.create("person" + person)
                            .email("person" + person + "@example.org")
                            .enabled(true)
                            .build()));
            if (person < 3) {
                acme.users()
                        .get(id)
                        .roles()
                        .realmLevel()
                        .add(List.of(acme.roles().get("admin").toRepresentation()));
            }
        }
        acme.users()
                .create(UserBuilder.create("ada")
                        .email("ada@example.org")
                        .name("Ada", "King")
                        .password("Difference-Engine")
                        .enabled(true)
                        .build())
                .close();
    }

    private static JsonNode finding(JsonNode look, String code) {
        for (JsonNode finding : look.path("findings")) {
            if (finding.path("code").asText().equals(code)) {
                return finding;
            }
        }
        throw new AssertionError(code + " is not in " + look);
    }

    /** Runs a block where Keycloak is elsewhere, and kcadm.sh has its file in a folder of the test's. */
    private String run(String block) {
        // The unpacked scripts may not be run by themselves.
        String adapted = block.replace("/opt/keycloak/bin/", "bash " + keycloak.home() + "/bin/")
                .replace("localhost:8080", "127.0.0.1:" + PORT)
                .replace("--user admin", "--user admin --password admin");
        return Program.run(
                        List.of("bash", "-c", "set -eu\ncd '" + folder + "'\n" + adapted),
                        environment -> environment.put("KC_OPTS", "-Duser.home=" + folder))
                .expect(0)
                .output()
                .lines()
                .filter(line -> !line.startsWith("Logging into"))
                .collect(Collectors.joining("\n"));
    }

    private static String lastLine(String output) {
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
