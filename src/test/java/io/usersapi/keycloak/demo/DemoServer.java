package io.usersapi.keycloak.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Keycloak server of the demo, a child process that does not outlive this one. */
final class DemoServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int POLL_MILLIS = 250;

    private final Process process;
    private final URI api;

    private DemoServer(Process process, Ports ports) {
        this.process = process;
        this.api = URI.create("http://localhost:" + ports.server() + "/api/openapi.json");
    }

    /** Starts the server; its output goes where this process's goes. */
    static DemoServer start(DemoHome home, Ports ports) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                home.script().toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + ports.server(),
                "--spi-realm-restapi-extension--api--realms=demo",
                "--spi-realm-restapi-extension--api--root-realm=demo",
                "--spi-realm-restapi-extension--api--default-admin-email=" + Credentials.API.name(),
                "--spi-realm-restapi-extension--api--default-admin-password=" + Credentials.API.password());
        Map<String, String> environment = builder.environment();
        // Settings of another Keycloak on this machine, a database for one, are not meant for the demo.
        environment.keySet().removeIf(name -> name.startsWith("KC_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", Credentials.CONSOLE.name());
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", Credentials.CONSOLE.password());
        environment.put("DEMO_SMTP_PORT", String.valueOf(ports.smtp()));
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        DemoServer server = new DemoServer(builder.start(), ports);
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "demo-stop"));
        return server;
    }

    /** Waits until the API answers: then the realm is imported and the module is on in it. */
    void awaitApi() throws InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!answers()) {
            if (!process.isAlive()) {
                throw new DemoFailure("Keycloak ended with status " + process.exitValue() + ", its output says why");
            }
            if (Instant.now().isAfter(limit)) {
                throw new DemoFailure(
                        "there is no answer at " + api + " after " + START_LIMIT.toMinutes() + " minutes");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(api).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits until the server ends, and tells its exit status. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends the start script and the JVM below it: politely, so that the database closes well, then by force. */
    private void stop() {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
