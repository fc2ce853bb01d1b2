package io.usersapi.keycloak.databases;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL, from the binaries that the Maven profile {@code postgres} brings. */
final class PostgresServer implements DatabaseServer {

    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    PostgresServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
    }

    @Override
    public Database create(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new Database("postgres", server.getJdbcUrl(USER, name), USER, USER);
    }

    @Override
    public void stop() throws IOException {
        server.close();
    }
}
