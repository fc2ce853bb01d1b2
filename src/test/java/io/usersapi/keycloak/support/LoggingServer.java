package io.usersapi.keycloak.support;

import java.util.List;
import java.util.Map;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The shared server's settings, a limit that few users pass, and each SQL statement in a log file. */
public final class LoggingServer extends ApiServer {

    private static final String HIBERNATE = "org.hibernate.SQL";
    private static final int TOTAL_LIMIT = 50;

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        return ServerLog.writtenBy(
                setting(super.configure(config), "total-limit", String.valueOf(TOTAL_LIMIT)),
                Map.of(HIBERNATE, "debug", "io.usersapi", "debug"));
    }

    /** The statements that the server sends to the database meanwhile, as Hibernate logs them. */
    public static List<String> statementsOf(Runnable request) {
        long before = ServerLog.size();
        request.run();
        return ServerLog.linesAfter(before)
                .filter(line -> line.contains("[" + HIBERNATE + "]"))
                .map(line -> line.replaceFirst(".*?\\) ", ""))
                .toList();
    }
}
