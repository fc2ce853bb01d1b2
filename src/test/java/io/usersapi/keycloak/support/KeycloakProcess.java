package io.usersapi.keycloak.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of Keycloak's start script, {@code kc.sh} or {@code kc.bat}: the script and the JVM that it starts or becomes. */
public final class KeycloakProcess {

    private final Process process;

    private KeycloakProcess(Process process) {
        this.process = process;
    }

    /**
     * Runs the script of a distribution. Settings of another Keycloak on this machine are not meant for it.
     *
     * @param home where the distribution is unpacked
     * @param arguments of the script, from its command on
     * @param environment what is added to this JVM's own
     * @param output where it writes to
     * @throws IOException where the script cannot be run
     */
    public static KeycloakProcess start(
            Path home, List<String> arguments, Map<String, String> environment, ProcessBuilder.Redirect output)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(script(home).toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("KC_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new KeycloakProcess(builder.redirectOutput(output).start());
    }

    /** The start script of a distribution. */
    public static Path script(Path home) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return home.resolve("bin").resolve(windows ? "kc.bat" : "kc.sh");
    }

    /** Whether a server answers 200 there. */
    public static boolean answers(URI address) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The id of the JVM. */
    public long pid() {
        return all().stream()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it ends, and tells its exit status. */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end, with SIGTERM as an operator does, and tells whether it has ended within the limit. */
    public boolean end(Duration limit) throws InterruptedException {
        all().forEach(ProcessHandle::destroy);
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends it without asking, with SIGKILL. */
    public void kill() {
        all().forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** Asks it to end, so that a database closes well, and ends it by force where the limit has passed. */
    public void endOrKill(Duration limit) {
        try {
            if (end(limit)) {
                return;
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    private List<ProcessHandle> all() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }
}
