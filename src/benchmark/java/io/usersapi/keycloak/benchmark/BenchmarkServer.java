package io.usersapi.keycloak.benchmark;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.KeycloakProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Keycloak with the extension, in production mode on PostgreSQL; a child process that does not outlive this one. */
final class BenchmarkServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Options options;
    private final Path log;
    private KeycloakProcess process;

    BenchmarkServer(Options options) {
        this.options = options;
        this.log = options.directory().resolve("keycloak.log");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    /** Builds the server for PostgreSQL and this extension, as an installation does. */
    void build() throws IOException, InterruptedException {
        Path providers = options.home().resolve("providers");
        Files.copy(options.jar(), providers.resolve(options.jar().getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Path imports = Files.createDirectories(options.home().resolve("data/import"));
        Files.writeString(imports.resolve(BenchmarkRealm.NAME + "-realm.json"), BenchmarkRealm.json());
        Files.deleteIfExists(log);
        // One node: no cluster to find.
        int status = run("build", "--db=postgres", "--cache=local").awaitEnd();
        if (status != 0) {
            throw new IllegalStateException("kc.sh build ended with status " + status + "; see " + log);
        }
    }

    /** Starts the server and waits until the API of the realm answers. */
    void start(Postgres database) throws IOException, InterruptedException {
        process = run(
                "start",
                "--optimized",
                "--import-realm",
                "--db-url=" + database.url(),
                "--db-username=" + Postgres.USER,
                "--db-password=postgres",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + options.port(),
                "--hostname-strict=false",
                "--spi-realm-restapi-extension--api--realms=" + BenchmarkRealm.NAME);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.endOrKill(STOP_LIMIT), "benchmark-stop"));
        URI document = URI.create(BenchmarkRealm.api(uri()) + "/openapi.json");
        await("start of Keycloak, see " + log)
                .atMost(START_LIMIT)
                .pollInterval(POLL)
                .until(() -> !process.isAlive() || KeycloakProcess.answers(document));
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak does not start; see " + log);
        }
    }

    private KeycloakProcess run(String... arguments) throws IOException {
        return KeycloakProcess.start(
                options.home(),
                List.of(arguments),
                Map.of("JAVA_OPTS_KC_HEAP", "-Xms" + options.heap() + " -Xmx" + options.heap()),
                ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** The id of the server's JVM, which the start script becomes or starts. */
    long pid() {
        return process.pid();
    }
}
