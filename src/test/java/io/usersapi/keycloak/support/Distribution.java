package io.usersapi.keycloak.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.fs.util.ZipUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.it.utils.Maven;
import org.keycloak.testframework.util.FileUtils;
import org.keycloak.testframework.util.MavenProjectUtil;

/** A Keycloak distribution of a test's own, freshly unpacked below {@code target/servers}; its servers may be many. */
public final class Distribution {

    private static final Path SERVERS = Path.of("target", "servers").toAbsolutePath();
    private static final String JAR = "keycloak-users-api.jar";

    private final Path home;
    private final Path logs;

    private Distribution(Path home, Path logs) {
        this.home = home;
        this.logs = logs;
    }

    /** Unpacks the server's zip, as somebody who installs it does: without the extension. */
    public static Distribution unpacked(String name) {
        Path directory = SERVERS.resolve(name);
        try {
            if (Files.exists(directory)) {
                FileUtils.delete(directory.toFile());
            }
            Files.createDirectories(directory);
            ZipUtils.unzip(Maven.resolveArtifact("org.keycloak", "keycloak-quarkus-dist"), directory);
            try (var content = Files.list(directory)) {
                Path home = content.findFirst().orElseThrow();
                assertTrue(KeycloakProcess.script(home).toFile().setExecutable(true));
                return new Distribution(home, directory);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where it is unpacked. */
    public Path home() {
        return home;
    }

    /** Puts the extension's jar, made of the compiled classes, into {@code providers}. */
    public void install() {
        MavenProjectUtil.buildJar(JAR, Path.of("target", "classes").toAbsolutePath(), jar());
    }

    /** Puts a jar of the extension that is there already into {@code providers}, in place of any other. */
    public void install(Path built) {
        try {
            Files.copy(built, jar(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Takes the extension's jar out again. */
    public void uninstall() {
        try {
            Files.delete(jar());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs {@code kc.sh build}. */
    public void build(String... options) {
        command("build", options);
    }

    /**
     * Runs a command of {@code kc.sh} that ends by itself, and waits for it.
     *
     * @return what it wrote, with that of earlier runs
     */
    public String command(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(name));
        arguments.addAll(List.of(options));
        try {
            KeycloakProcess command = run(log(name), Map.of(), arguments);
            assertEquals(0, command.awaitEnd(), () -> "kc.sh " + name + " failed; see " + log(name));
            return Files.readString(log(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Where a process with the name writes what it says. */
    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** Runs Keycloak's own start script. */
    KeycloakProcess run(Path log, Map<String, String> environment, List<String> arguments) {
        try {
            return KeycloakProcess.start(home, arguments, environment, Redirect.appendTo(log.toFile()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path jar() {
        return home.resolve("providers").resolve(JAR);
    }
}
