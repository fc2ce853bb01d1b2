package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Keycloak with the extension, in production mode on PostgreSQL; a child process that does not outlive this one. */
final class BenchmarkServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Options options;
    private final Path log;
    private Process process;

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
        int status = run("build", "--db=postgres", "--cache=local").waitFor();
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
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "benchmark-stop"));
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                throw new IllegalStateException("Keycloak does not start; see " + log);
            }
            Thread.sleep(250);
        }
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(options.home().resolve("bin/kc.sh").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("KC_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms" + options.heap() + " -Xmx" + options.heap());
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private boolean answers() throws InterruptedException {
        URI document = URI.create(BenchmarkRealm.api(uri()) + "/openapi.json");
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(document).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The id of the server's JVM, which the start script becomes or starts. */
    long pid() {
        return processes()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private void stop() {
        List<ProcessHandle> tree = processes().toList();
        tree.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
