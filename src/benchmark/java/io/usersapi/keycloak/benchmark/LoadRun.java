package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gatling in a process of its own, whose output goes where this one's goes. */
final class LoadRun {

    private LoadRun() {}

    static void run(Trial trial, Path directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-Xmx512m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dgatling.data.enableAnalytics=false",
                // Its own figures stand in its report; what it prints would bury the progress.
                "-Dgatling.data.writers.0=file"));
        trial.toProperties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "io.gatling.app.Gatling",
                "--simulation",
                ComparisonSimulation.class.getName(),
                "--results-folder",
                directory.resolve("gatling").toString(),
                "--no-reports"));
        Process gatling = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(gatling::destroyForcibly, "gatling-stop"));
        int status = gatling.waitFor();
        if (status != 0) {
            throw new IllegalStateException("Gatling ended with status " + status);
        }
    }
}
