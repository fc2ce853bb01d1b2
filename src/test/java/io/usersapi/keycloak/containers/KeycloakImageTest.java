package io.usersapi.keycloak.containers;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.usersapi.keycloak.support.Api;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    @TempDir
    static Path folder;

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
    void start() {
        Path themes = MountedFiles.copied(folder, List.of("themes")).themes();
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
}
