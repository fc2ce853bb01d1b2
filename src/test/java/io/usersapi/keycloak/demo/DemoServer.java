package io.usersapi.keycloak.demo;

import io.usersapi.keycloak.support.KeycloakProcess;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The Keycloak server of the demo, a child process that does not outlive this one. */
final class DemoServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int POLL_MILLIS = 250;

    private final KeycloakProcess process;
    private final URI api;

    private DemoServer(KeycloakProcess process, Ports ports) {
        this.process = process;
        this.api = URI.create("http://localhost:" + ports.server() + "/api/openapi.json");
    }

    /** Starts the server; its output goes where this process's goes. */
    static DemoServer start(DemoHome home, Ports ports) throws IOException {
        List<String> arguments = List.of(
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + ports.server(),
                "--spi-realm-restapi-extension--api--realms=demo",
                "--spi-realm-restapi-extension--api--root-realm=demo",
                "--spi-realm-restapi-extension--api--default-admin-email=" + Credentials.API.name(),
                "--spi-realm-restapi-extension--api--default-admin-password=" + Credentials.API.password());
        Map<String, String> environment = Map.of(
                "KC_BOOTSTRAP_ADMIN_USERNAME", Credentials.CONSOLE.name(),
                "KC_BOOTSTRAP_ADMIN_PASSWORD", Credentials.CONSOLE.password(),
                "DEMO_SMTP_PORT", String.valueOf(ports.smtp()));
        DemoServer server =
                new DemoServer(KeycloakProcess.start(home.path(), arguments, environment, Redirect.INHERIT), ports);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.process.endOrKill(STOP_LIMIT), "demo-stop"));
        return server;
    }

    /** Waits until the API answers: then the realm is imported and the module is on in it. */
    void awaitApi() throws InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!KeycloakProcess.answers(api)) {
            if (!process.isAlive()) {
                throw new DemoFailure("Keycloak ended with status " + process.awaitEnd() + ", its output says why");
            }
            if (Instant.now().isAfter(limit)) {
                throw new DemoFailure(
                        "there is no answer at " + api + " after " + START_LIMIT.toMinutes() + " minutes");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Waits until the server ends, and tells its exit status. */
    int awaitEnd() throws InterruptedException {
        return process.awaitEnd();
    }
}
