package io.usersapi.keycloak.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The log file of a server under test. */
public final class ServerLog {

    private static final Path FILE = Path.of("target", "server-under-test.log").toAbsolutePath();

    private ServerLog() {}

    /** Has the server write its log to the file, with these levels by category. */
    public static KeycloakServerConfigBuilder writtenBy(
            KeycloakServerConfigBuilder config, Map<String, String> levels) {
        levels.forEach(config.log()::categoryLevel);
        config.log()
                .handlers(
                        KeycloakServerConfigBuilder.LogHandlers.CONSOLE, KeycloakServerConfigBuilder.LogHandlers.FILE);
        // The console stays at the usual level: the test framework prints it.
        config.log().handlerLevel(KeycloakServerConfigBuilder.LogHandlers.CONSOLE, "info");
        // A log that begins anew at some size has no lines after the size that it had before.
        return config.option("log-file", FILE.toString()).option("log-file-rotation-enabled", "false");
    }

    /** How many bytes the log has so far. */
    public static long size() {
        return FILE.toFile().length();
    }

    /** The lines written since the log had so many bytes. */
    public static Stream<String> linesAfter(long size) {
        try (InputStream log = Files.newInputStream(FILE)) {
            log.skipNBytes(size);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The lines so far. */
    public static Stream<String> lines() {
        try {
            return Files.readAllLines(FILE).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
