package io.usersapi.keycloak.benchmark;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.KeycloakProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keycloak in production mode on PostgreSQL; a child process that does not outlive this one. */
final class BenchmarkServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Options options;
    private final Path home;
    private final int port;
    private final Path log;
    private KeycloakProcess process;

    private BenchmarkServer(Options options, Path home, int port, String log) {
        this.options = options;
        this.home = home;
        this.port = port;
        this.log = options.directory().resolve(log);
    }

    /** The server with the extension; its first start imports the realms. */
    static BenchmarkServer withExtension(Options options) throws IOException {
        BenchmarkServer server = new BenchmarkServer(options, options.home(), options.port(), "keycloak.log");
        Files.copy(options.jar(), server.jar(), StandardCopyOption.REPLACE_EXISTING);
        Path imports = Files.createDirectories(options.home().resolve("data/import"));
        for (BenchmarkRealm realm : BenchmarkRealm.values()) {
            Files.writeString(imports.resolve(realm.realmName() + "-realm.json"), realm.json());
        }
        return server;
    }

    /** A copy of the server that has never seen the extension. */
    static BenchmarkServer withoutExtension(Options options) throws IOException {
        BenchmarkServer server = copy(options, "keycloak-without-extension");
        Files.delete(server.jar());
        return server;
    }

    /** A copy of the server with an earlier version of the extension. */
    static BenchmarkServer withBefore(Options options) throws IOException {
        BenchmarkServer server = copy(options, "keycloak-before");
        Files.copy(options.jarBefore(), server.jar(), StandardCopyOption.REPLACE_EXISTING);
        return server;
    }

    private static BenchmarkServer copy(Options options, String name) throws IOException {
        Path home = options.directory().resolve(name);
        Tree.copy(options.home(), home);
        return new BenchmarkServer(options, home, Options.freePort(), name + ".log");
    }

    private Path jar() {
        return home.resolve("providers").resolve(options.jar().getFileName());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Builds the server for PostgreSQL and what lies in its {@code providers}, as an installation does. */
    void build() throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        int status = run("build", "--db=postgres").awaitEnd();
        if (status != 0) {
            throw new IllegalStateException("kc.sh build ended with status " + status + "; see " + log);
        }
    }

    /** Starts the server for the first time: the realms are imported, and the module goes on in both. */
    void startAndImport(Postgres database) throws IOException, InterruptedException {
        start(
                database,
                "--import-realm",
                "--spi-realm-restapi-extension--api--realms=" + BenchmarkRealm.names(),
                // The realms have the role admin before the module is switched on.
                "--spi-realm-restapi-extension--api--adopt-admin-role=true");
    }

    /** Starts the server and waits until its realms answer. */
    void start(Postgres database, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--optimized",
                // One node, which must not find the other server of this database.
                "--cache=local",
                "--db-url=" + database.url(),
                "--db-username=" + Postgres.USER,
                "--db-password=postgres",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--spi-realm-restapi-extension--api--search-index=" + options.searchIndex(),
                "--hostname-strict=false"));
        arguments.addAll(List.of(more));
        process = run(arguments.toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "benchmark-stop"));
        URI keys = BenchmarkRealm.ON.oidc(uri(), "certs");
        await("start of Keycloak, see " + log)
                .atMost(START_LIMIT)
                .pollInterval(POLL)
                .until(() -> !process.isAlive() || KeycloakProcess.answers(keys));
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak does not start; see " + log);
        }
    }

    void stop() {
        if (process.isAlive()) {
            process.endOrKill(STOP_LIMIT);
        }
    }

    private KeycloakProcess run(String... arguments) throws IOException {
        return KeycloakProcess.start(
                home,
                List.of(arguments),
                Map.of("JAVA_OPTS_KC_HEAP", "-Xms" + options.heap() + " -Xmx" + options.heap()),
                ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** The id of the server's JVM, which the start script becomes or starts. */
    long pid() {
        return process.pid();
    }
}
