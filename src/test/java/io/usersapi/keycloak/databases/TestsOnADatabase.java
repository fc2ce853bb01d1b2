package io.usersapi.keycloak.databases;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Where a Maven profile asks for a database server: starts it before the first test and tells the Keycloak Test
 * Framework to use it, as its {@code RemoteTestDatabase}. JUnit finds this class by its service file.
 */
public final class TestsOnADatabase implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (!TestDatabases.areWanted()) {
            return;
        }
        Database database = TestDatabases.create("keycloak");
        System.setProperty("kc.test.database", "remote");
        System.setProperty("kc.test.database.vendor", database.vendor());
        System.setProperty("kc.test.database.url", database.url());
        System.setProperty("kc.test.database.user", database.user());
        System.setProperty("kc.test.database.password", database.password());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (TestDatabases.areWanted()) {
            TestDatabases.stop();
        }
    }
}
