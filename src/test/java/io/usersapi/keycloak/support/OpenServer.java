package io.usersapi.keycloak.support;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.h2.tools.Server;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** A server whose database the test can ask, too: H2 tells which statements it gets. */
public class OpenServer extends ApiServer {

    private static final String REMOTE = System.getProperty("kc.test.database.url");

    private static final String USER = "keycloak";
    private static final String PASSWORD = "password of the database";

    /** More different statements than a request sends. H2 keeps 100 of them by default. */
    private static final int MANY = 10_000;

    private static final Pattern UNCOUNTED =
            Pattern.compile("(commit|rollback|savepoint|set)\\b|.*\\binformation_schema\\b", CASE_INSENSITIVE | DOTALL);

    private static String h2;

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        KeycloakServerConfigBuilder shared = super.configure(config);
        return REMOTE == null
                ? shared.option("db-url", h2()).option("db-username", USER).option("db-password", PASSWORD)
                : shared;
    }

    /**
     * The statements that H2 gets meanwhile, whether Hibernate sends them or somebody else, in no order: all but those that begin and
     * end transactions, and what H2's driver asks for itself. H2 alone tells them.
     */
    public static List<String> statementsOf(Runnable request) {
        try (Connection connection = DriverManager.getConnection(h2(), USER, PASSWORD);
                Statement own = connection.createStatement()) {
            // Off forgets what was counted before.
            own.execute("set query_statistics false");
            own.execute("set query_statistics_max_entries " + MANY);
            own.execute("set query_statistics true");
            try {
                request.run();
                return counted(own);
            } finally {
                own.execute("set query_statistics false");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<String> counted(Statement own) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (ResultSet rows =
                own.executeQuery("select sql_statement, execution_count from information_schema.query_statistics")) {
            while (rows.next()) {
                String sql = rows.getString(1).strip();
                if (!UNCOUNTED.matcher(sql).lookingAt()) {
                    statements.addAll(Collections.nCopies(rows.getInt(2), sql));
                }
            }
        }
        return statements;
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
