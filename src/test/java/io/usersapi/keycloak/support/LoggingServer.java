package io.usersapi.keycloak.support;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/**
 * The shared server's settings, each SQL statement in a log file, a limit of totals that few users pass, {@code require-audience},
 * {@code search-index}, which has an effect on PostgreSQL alone, and other values than the defaults where the other tests here need
 * none. One server for all of them, for each that is started anew costs half a minute.
 */
public final class LoggingServer extends ApiServer {

    private static final String HIBERNATE = "org.hibernate.SQL";
    public static final int TOTAL_LIMIT = 20;
    public static final int PASSWORD_MIN_LENGTH = 12;
    public static final int MAX_PAGE_SIZE = 120;
    public static final int IMPORT_MAX_BYTES = 100_000;
    public static final int MAILS_PER_USER = 1;
    public static final Duration INVITATION_LIFESPAN = Duration.ofHours(36);
    public static final Duration RESET_LINK_LIFESPAN = Duration.ofMinutes(90);

    /** The example of Firebase's own documentation. */
    private static final String FIREBASE_KEY =
            "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        setting(config, "total-limit", String.valueOf(TOTAL_LIMIT));
        setting(config, "require-audience", "true");
        setting(config, "search-index", "true");
        setting(config, "password-min-length", String.valueOf(PASSWORD_MIN_LENGTH));
        setting(config, "max-page-size", String.valueOf(MAX_PAGE_SIZE));
        setting(config, "import-max-bytes", String.valueOf(IMPORT_MAX_BYTES));
        setting(config, "reset-mails-per-user", String.valueOf(MAILS_PER_USER));
        setting(config, "invitation-lifespan", INVITATION_LIFESPAN.toString());
        setting(config, "reset-link-lifespan", RESET_LINK_LIFESPAN.toString());
        setting(config, "deleted-email", "hash");
        setting(config, "keep-last-admin", "api");
        setting(config, "firebase-scrypt-signer-key", FIREBASE_KEY);
        return ServerLog.writtenBy(super.configure(config), Map.of(HIBERNATE, "debug", "io.usersapi", "debug"));
    }

    @Override
    protected String jvmOptions() {
        return ServerJvm.OF_A_SHORT_LIFE;
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
