package io.usersapi.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program that has run to its end.
 *
 * @param status its exit status
 * @param output what it wrote, errors among it
 */
public record Program(int status, String output) {

    /** Runs a command in the folder of the project, in an environment that the caller may change. */
    public static Program run(List<String> command, Consumer<Map<String, String>> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        environment.accept(builder.environment());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Program(process.waitFor(), output);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Fails with the output unless the program ended with the status. */
    public Program expect(int wanted) {
        if (status != wanted) {
            throw new AssertionError("ended with " + status + ": " + output);
        }
        return this;
    }
}
