package io.usersapi.keycloak.support;

import java.util.List;
import java.util.Map;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/**
 * The shared server's settings, each SQL statement in a log file, a limit of totals that few users pass,
 * {@code require-audience}, and {@code search-index}, which has an effect on PostgreSQL alone. One server for all of them, for each that is started anew costs half a minute.
 */
public final class LoggingServer extends ApiServer {

    private static final String HIBERNATE = "org.hibernate.SQL";
    public static final int TOTAL_LIMIT = 20;

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        setting(config, "total-limit", String.valueOf(TOTAL_LIMIT));
        setting(config, "require-audience", "true");
        setting(config, "search-index", "true");
        return ServerLog.writtenBy(super.configure(config), Map.of(HIBERNATE, "debug", "io.usersapi", "debug"));
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
