package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command-line tool, {@code users-api-cli.jar}, as a person runs it: a process of its own, here with a small heap. */
final class Command {

    private static final String HEAP = "-Xmx128m";

    private final Path jar;
    private final URI api;

    Command(Options options, URI server) {
        this.jar = options.jar().resolveSibling("users-api-cli.jar");
        this.api = BenchmarkRealm.ON.api(server);
    }

    /** Runs it; what it tells is told. Its exit code must be the expected one. */
    void run(int exitCode, String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        if (process.waitFor() != exitCode) {
            throw new IllegalStateException("the command ended with " + process.exitValue());
        }
    }

    Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP, "-jar", jar.toString()));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", api.toString(), "--email", BenchmarkRealm.CALLER));
        ProcessBuilder command = new ProcessBuilder(all).inheritIO();
        command.environment().put("USERS_API_PASSWORD", BenchmarkRealm.PASSWORD);
        return command.start();
    }
}
