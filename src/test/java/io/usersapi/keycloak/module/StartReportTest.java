package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.RealmBuilder;

/** What a start says of its settings, on a server of the test's own: Keycloak passes over a misspelled name by itself. */
@Tag("lifecycle")
class StartReportTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";

    private final Distribution keycloak = Distribution.unpacked("start-report");

    @Test
    void aStartTellsWhatIsOnAndStopsAtANameThatItDoesNotKnow() {
        keycloak.install();
        // Given to the build alone, a setting is not kept: Keycloak says so there, and the start says what follows.
        keycloak.build("--db=dev-file", SETTING + "realms=acme");
        try (ServerProcess server = start("built").awaitReady()) {
            assertLogged(server, "WARN", "The Users API is on in no realm", "not kept by kc.sh build");
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("off").enabled(true).build());
        }
        try (ServerProcess server = start("named", SETTING + "realms=acme,gone", SETTING + "root-realm=off")
                .awaitReady()) {
            assertLogged(server, "INFO", "The Users API is on in: acme. /api serves off");
            assertLogged(server, "WARN", "The realm gone, which the setting realms names, does not exist");
            assertLogged(server, "WARN", "The setting root-realm names off, where the module is off");
        }
        for (String misspelled : List.of(SETTING + "realm=acme", "--spi-realm-restapi-extension-api-realm=acme")) {
            ServerProcess stopped = start("misspelled", misspelled).awaitEnd();
            assertLogged(
                    stopped,
                    "ERROR",
                    "The setting spi-realm-restapi-extension--api--realm is not valid: there is no such setting, the"
                            + " nearest is realms.");
        }
        assertEquals(
                0,
                start("camel", SETTING + "rootRealm=acme")
                        .awaitEnd()
                        .log()
                        .filter(line -> line.contains("Bootstrap completed"))
                        .count());
    }

    private ServerProcess start(String name, String... settings) {
        String[] arguments = new String[settings.length + 3];
        arguments[0] = "start";
        arguments[1] = "--optimized";
        arguments[2] = "--hostname-strict=false";
        System.arraycopy(settings, 0, arguments, 3, settings.length);
        return ServerProcess.start(keycloak, name, PORT, arguments);
    }

    private static void assertLogged(ServerProcess server, String level, String... texts) {
        List<String> lines = server.log().toList();
        assertTrue(
                lines.stream()
                        .anyMatch(line ->
                                line.contains(level) && List.of(texts).stream().allMatch(line::contains)),
                () -> level + " " + List.of(texts) + " is not in " + lines);
    }
}
