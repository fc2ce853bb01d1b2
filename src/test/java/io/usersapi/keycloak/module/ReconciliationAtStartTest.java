package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.Distribution;
import io.usersapi.keycloak.support.ServerProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.realm.RealmBuilder;

/** What was done to users by SQL while the server was down is found when it starts. */
@Tag("lifecycle")
class ReconciliationAtStartTest {

    private static final int PORT = ServerProcess.freePort();
    private static final String SETTING = "--spi-realm-restapi-extension--api--";
    private static final String DATABASE_USER = "keycloak";
    private static final String DATABASE_PASSWORD = "password-of-the-database";
    private static final String ADA = "ada@example.org";

    private final Distribution keycloak = Distribution.unpacked("reconciliation-at-start");

    @Test
    void whomAStatementDisablesWhileTheServerIsDownIsInactiveAndTheLogTells() throws SQLException {
        keycloak.install();
        String ada;
        try (ServerProcess server = start()) {
            server.keycloak()
                    .realms()
                    .create(RealmBuilder.create().name("acme").enabled(true).build());
            ada = admin(server)
                    .post("/users", Map.of("email", ADA, "password", "a password of mine"))
                    .expect(201)
                    .id();
        }
        assertEquals(1, write("update user_entity set enabled = false where email = '" + ADA + "'"));
        try (ServerProcess server = start()) {
            assertEquals("false", attribute(server, ada));
            assertEquals(
                    "inactive", admin(server).get("/users/" + ada).expect(200).text("status"));
            assertTrue(server.log()
                    .anyMatch(line -> line.contains(" WARN ")
                            && line.contains(
                                    "Realm acme: 1 users were deactivated and 0 activated while nobody watched")));
        }
    }

    private ServerProcess start() {
        return ServerProcess.start(
                        keycloak,
                        "server",
                        PORT,
                        "start-dev",
                        "--db-username=" + DATABASE_USER,
                        "--db-password=" + DATABASE_PASSWORD,
                        SETTING + "realms=acme",
                        SETTING + "default-admin-email=" + ApiServer.ADMIN_EMAIL,
                        SETTING + "default-admin-password=" + ApiServer.ADMIN_PASSWORD)
                .awaitReady();
    }

    private static Api admin(ServerProcess server) {
        return Api.at(server.base() + "/realms/acme/api").signedIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    private static String attribute(ServerProcess server, String userId) {
        return server.keycloak()
                .realm("acme")
                .users()
                .get(userId)
                .toRepresentation()
                .firstAttribute("active");
    }

    /** To the database in a file that Keycloak uses where it is told of no other; one server at a time has it open. */
    private int write(String statement) throws SQLException {
        String url =
                "jdbc:h2:file:" + keycloak.home().resolve("data").resolve("h2").resolve("keycloakdb")
                        + ";IFEXISTS=TRUE;NON_KEYWORDS=VALUE";
        try (Connection connection = DriverManager.getConnection(url, DATABASE_USER, DATABASE_PASSWORD);
                Statement sent = connection.createStatement()) {
            return sent.executeUpdate(statement);
        }
    }
}
