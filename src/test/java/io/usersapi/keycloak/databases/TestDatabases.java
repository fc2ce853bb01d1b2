package io.usersapi.keycloak.databases;

/** The databases of this run, on one server: that of the Maven profile {@code postgres} or {@code mariadb}. */
public final class TestDatabases {

    private static final String VENDOR = System.getProperty("test.database", "");

    private static DatabaseServer server;

    private TestDatabases() {}

    /** Whether a profile asks for a database server. */
    static boolean areWanted() {
        return !VENDOR.isEmpty();
    }

    /** Creates a database, and starts the server for the first. */
    public static synchronized Database create(String name) {
        try {
            if (server == null) {
                server = start();
            }
            return server.create(name);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static DatabaseServer start() throws Exception {
        return switch (VENDOR) {
            case "postgres" -> new PostgresServer();
            case "mariadb" -> new MariaDbServer();
            default -> throw new IllegalArgumentException(
                    "run these tests by the Maven profile cluster, postgres or mariadb");
        };
    }

    static synchronized void stop() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
