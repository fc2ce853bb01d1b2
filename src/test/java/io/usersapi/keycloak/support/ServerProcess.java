package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;

/**
 * A Keycloak server of a test's own, where the test framework's one server will not do: a process that the test starts,
 * stops and kills. It does not outlive this JVM.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String ADMIN = "admin";
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final KeycloakProcess process;
    private final Path log;
    private final int port;

    private ServerProcess(KeycloakProcess process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a server on this machine only; its administrator in the realm master is {@code admin}.
     *
     * @param name of the log file, which grows with each start
     * @param port of HTTP
     * @param arguments of {@code kc.sh}, from its command on
     */
    public static ServerProcess start(Distribution distribution, String name, int port, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + port));
        Map<String, String> environment = Map.of(
                "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN,
                "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN,
                "JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m");
        Path log = distribution.log(name);
        ServerProcess server = new ServerProcess(distribution.run(log, environment, all), log, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::kill, "stop-" + name));
        return server;
    }

    /** A port of this machine that nobody listens at. */
    public static int freePort() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the server answers. */
    public ServerProcess awaitReady() {
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(250)).until(() -> {
            assertTrue(process.isAlive(), () -> "Keycloak ended; see " + log);
            return KeycloakProcess.answers(URI.create(base() + "/realms/master"));
        });
        return this;
    }

    /** Waits until it ends by itself, as it does where a setting stops the start. */
    public ServerProcess awaitEnd() {
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(250)).until(() -> !process.isAlive());
        return this;
    }

    /** The base of its addresses. */
    public String base() {
        return "http://127.0.0.1:" + port;
    }

    /** Keycloak's Admin API there. */
    public Keycloak keycloak() {
        return Keycloak.getInstance(base(), "master", ADMIN, ADMIN, "admin-cli");
    }

    /** The lines that the servers of this name have logged so far. */
    public Stream<String> log() {
        try {
            return Files.readAllLines(log).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Asks it to end and waits until it has: with SIGTERM, as an operator does. */
    public void stop() {
        try {
            assertTrue(process.end(STOP_LIMIT), "Keycloak does not end");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Ends it without asking: with SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        stop();
    }
}
