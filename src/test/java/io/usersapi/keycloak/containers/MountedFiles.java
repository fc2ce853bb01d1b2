package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of what containers mount of this repository, readable for the server's user. Its themes have words that the
 * packed themes in the jar do not have, so that a test can tell whose are served.
 *
 * @param folder that holds the copy
 */
record MountedFiles(Path folder) {

    /** The subject of the mail for a new password, by the mounted theme. */
    static final String MAIL_SUBJECT = "A subject of the mounted theme";

    /** The heading of the page to sign in, by the mounted theme. */
    static final String PAGE_HEADING = "A heading of the mounted theme";

    /** Copies files and folders, {@code themes} among them, into the folder. */
    static MountedFiles copied(Path folder, List<String> names) {
        try {
            for (String name : names) {
                copy(Path.of(name), folder.resolve(name));
            }
            append(folder, "email", "passwordResetSubject=" + MAIL_SUBJECT);
            append(folder, "login", "loginAccountTitle=" + PAGE_HEADING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new MountedFiles(folder);
    }

    /** The copy of the themes. */
    Path themes() {
        return folder.resolve("themes");
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(Files.isDirectory(file) ? copy : copy.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
                boolean readable = copy.toFile().setReadable(true, false)
                        && (!Files.isDirectory(copy) || copy.toFile().setExecutable(true, false));
                assertTrue(readable, copy::toString);
            }
        }
    }

    private static void append(Path folder, String type, String message) throws IOException {
        Files.writeString(
                folder.resolve("themes/users-api/" + type + "/messages/messages_en.properties"),
                "\n" + message + "\n",
                StandardOpenOption.APPEND);
    }
}
