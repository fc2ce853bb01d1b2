package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.MountableFile;

/** The packed jar and the mounted themes in Keycloak's own image. */
@NeedsDocker
class KeycloakImageTest extends SmokeTest {

    private static final String EMAIL = "first-admin@example.org";
    private static final String PASSWORD = "correct horse battery";
    private static final String SUBJECT = "A subject of the mounted theme";

    @TempDir
    static Path themes;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> mailDev = new GenericContainer<>("maildev/maildev:2.2.1")
            .withNetwork(network)
            .withNetworkAliases("maildev")
            .withExposedPorts(1080);
    private final KeycloakContainer keycloak = new KeycloakContainer(
                    "quay.io/keycloak/keycloak:" + System.getProperty("keycloak.server.version"))
            .withNetwork(network)
            .withProviderLibsFrom(List.of(new File(System.getProperty("extension.jar"))))
            .withCopyFileToContainer(
                    MountableFile.forHostPath("deploy/realm.json", 0644), "/opt/keycloak/data/import/realm.json")
            .withEnv("KC_DB", "dev-mem")
            .withEnv("REALM", "acme")
            .withEnv("KC_SPI_REALM_RESTAPI_EXTENSION__API__REALMS", "acme")
            .withEnv("KC_SPI_REALM_RESTAPI_EXTENSION__API__ROOT_REALM", "acme")
            .withEnv("KC_SPI_REALM_RESTAPI_EXTENSION__API__DEFAULT_ADMIN_EMAIL", EMAIL)
            .withEnv("KC_SPI_REALM_RESTAPI_EXTENSION__API__DEFAULT_ADMIN_PASSWORD", PASSWORD)
            .withStartupTimeout(Duration.ofMinutes(6));

    @BeforeAll
    void start() throws IOException {
        copyThemes();
        Files.writeString(
                themes.resolve("users-api/email/messages/messages_en.properties"),
                "\npasswordResetSubject=" + SUBJECT + "\n",
                StandardOpenOption.APPEND);
        mailDev.start();
        keycloak.withFileSystemBind(themes.toString(), "/opt/keycloak/themes", BindMode.READ_ONLY)
                .start();
    }

    @AfterAll
    void stop() {
        keycloak.stop();
        mailDev.stop();
        network.close();
    }

    @Override
    Installation installation() {
        return new Installation(
                Api.at(keycloak.getAuthServerUrl() + "/api"),
                EMAIL,
                PASSWORD,
                new MailDev("http://" + mailDev.getHost() + ":" + mailDev.getMappedPort(1080)));
    }

    @Test
    void writesMailsByTheMountedThemeAndNotByThatOfTheJar() {
        Answer user = installation().created();
        installation()
                .admin()
                .post("/users/" + user.id() + "/send-password-reset", null)
                .expect(200);
        assertEquals(
                SUBJECT,
                installation()
                        .mails()
                        .awaitMailTo(user.text("email"))
                        .path("subject")
                        .asText());
    }

    /** Copies the themes to where the server's user may read them, whoever runs the test. */
    private static void copyThemes() throws IOException {
        Path source = Path.of("themes");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = themes.resolve(source.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        assertTrue(themes.toFile().setExecutable(true, false) && themes.toFile().setReadable(true, false));
    }
}
