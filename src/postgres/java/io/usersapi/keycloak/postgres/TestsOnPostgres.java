package io.usersapi.keycloak.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts a PostgreSQL server before the first test and tells the Keycloak Test Framework to use it, as its
 * {@code RemoteTestDatabase}. JUnit finds this class by its service file, which only the Maven profile
 * {@code postgres} puts on the class path.
 */
public final class TestsOnPostgres implements LauncherSessionListener {

    private static final String USER = "postgres";

    private EmbeddedPostgres server;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            server = EmbeddedPostgres.start();
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
        System.setProperty("kc.test.database", "remote");
        System.setProperty("kc.test.database.vendor", "postgres");
        System.setProperty("kc.test.database.url", server.getJdbcUrl(USER, USER));
        System.setProperty("kc.test.database.user", USER);
        System.setProperty("kc.test.database.password", USER);
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        try {
            server.close();
        } catch (IOException notStopped) {
            throw new UncheckedIOException(notStopped);
        }
    }
}
