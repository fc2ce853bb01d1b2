package io.usersapi.keycloak.console;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.MessageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The server of most tests with Keycloak's feature of tabs, and with the theme mounted under another name. */
public class TabServer extends ApiServer {

    /** The name under which the theme's files stand in the server's themes directory, and not in the jar. */
    public static final String MOUNTED_THEME = "users-api-mounted";

    private static final Path THEMES = Path.of("target", "mounted-themes").toAbsolutePath();

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        copy(MessageFile.THEME, THEMES.resolve(MOUNTED_THEME));
        return super.configure(config)
                .features(Profile.Feature.DECLARATIVE_UI)
                .spiOption("theme", "folder", "dir", THEMES.toString());
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
