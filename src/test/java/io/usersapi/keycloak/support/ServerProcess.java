package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;

/**
 * A Keycloak server of a test's own, where the test framework's one server will not do: a process that the test starts,
 * stops and kills. It does not outlive this JVM.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String ADMIN = "admin";
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
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
            return answers();
        });
        return this;
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/realms/master"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
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
        processes().forEach(ProcessHandle::destroy);
        try {
            assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), "Keycloak does not end");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Ends it without asking: with SIGKILL. */
    public void kill() {
        processes().forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** The start script and the JVM that it starts or becomes. */
    private List<ProcessHandle> processes() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    @Override
    public void close() {
        stop();
    }
}
