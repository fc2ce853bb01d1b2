package io.usersapi.keycloak.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A PostgreSQL server of this run's own, empty at first, which ends with this JVM. */
final class Postgres {

    static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static Postgres start(Path directory, int port) throws IOException {
        Path binaries = Files.createDirectories(directory.resolve("postgres-binaries"));
        return new Postgres(EmbeddedPostgres.builder()
                .setPort(port)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(directory.resolve("postgres"))
                .setCleanDataDirectory(true)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "150")
                // As a server that keeps its promises; EmbeddedPostgres switches it off.
                .setServerConfig("synchronous_commit", "on")
                .start());
    }

    String url() {
        return server.getJdbcUrl(USER, "postgres");
    }

    Connection connection() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    String version() throws SQLException {
        try (Connection connection = connection()) {
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
