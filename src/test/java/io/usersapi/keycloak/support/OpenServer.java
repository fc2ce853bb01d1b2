package io.usersapi.keycloak.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** A server whose database the test can write to as well, for rows that Keycloak itself no longer makes. */
public class OpenServer extends ApiServer {

    private static final String REMOTE = System.getProperty("kc.test.database.url");

    private static final String USER = "keycloak";
    private static final String PASSWORD = "password of the database";

    private static String h2;

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        KeycloakServerConfigBuilder shared = super.configure(config);
        return REMOTE == null
                ? shared.option("db-url", h2()).option("db-username", USER).option("db-password", PASSWORD)
                : shared;
    }

    /** Runs a statement with these parameters, and answers how many rows it changed. */
    public static int write(String sql, Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int at = 0; at < parameters.length; at++) {
                statement.setObject(at + 1, parameters[at]);
            }
            return statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Connection connection() throws SQLException {
        return REMOTE == null
                ? DriverManager.getConnection(h2(), USER, PASSWORD)
                : DriverManager.getConnection(
                        REMOTE,
                        System.getProperty("kc.test.database.user"),
                        System.getProperty("kc.test.database.password"));
    }

    /** The embedded database, served by the tests' own process. */
    private static synchronized String h2() {
        if (h2 == null) {
            try {
                Server server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists")
                        .start();
                h2 = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:open;DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE";
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
        return h2;
    }
}
