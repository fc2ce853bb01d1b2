package io.usersapi.keycloak.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The unpacked Keycloak distribution: its {@code data} directory holds the database and outlives a restart. */
record DemoHome(Path path) {

    private static final String REALM = "demo-realm.json";

    /** Puts the extension and the realm to import in place. */
    void refresh(Path extension) throws IOException {
        copyIfChanged(extension, path.resolve("providers").resolve(extension.getFileName()));
        Path imports = Files.createDirectories(path.resolve("data/import"));
        try (InputStream realm = DemoHome.class.getResourceAsStream("/demo/" + REALM)) {
            Files.copy(realm, imports.resolve(REALM), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Keycloak builds itself anew, which takes a while, whenever the time stamp of a provider's jar changes. */
    private static void copyIfChanged(Path from, Path to) throws IOException {
        if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Refuses another SMTP port than the one the realm was imported with: its mail would get lost. */
    void requireSmtpPort(int port) throws IOException {
        Path remembered = smtpPort();
        if (Files.exists(remembered) && !Files.readString(remembered).equals(String.valueOf(port))) {
            throw new DemoFailure(
                    "its realm sends mail to port %s; add -Ddemo.smtp.port=%<s, or start empty after mvn clean"
                            .formatted(Files.readString(remembered)));
        }
    }

    /** Remembers the port of the realm, which is there now. */
    void rememberSmtpPort(int port) throws IOException {
        Files.writeString(smtpPort(), String.valueOf(port));
    }

    private Path smtpPort() {
        return path.resolve("data/demo-smtp-port");
    }
}
