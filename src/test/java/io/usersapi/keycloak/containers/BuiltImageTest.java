package io.usersapi.keycloak.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.usersapi.keycloak.support.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of the Dockerfile, as {@code docker-compose.image.yml} builds and starts it. */
@NeedsDocker
class BuiltImageTest {

    @TempDir
    static Path folder;

    private static ComposeProject project;

    @BeforeAll
    static void up() {
        project = new ComposeProject("docker-compose.image.yml", "users-api-image", folder);
        project.up();
    }

    @AfterAll
    static void remove() {
        project.remove();
    }

    @Test
    void servesTheApi() {
        project.installation().admin().get("/users").expect(200);
    }

    @Test
    void runsAsAUserWithoutRightsAndWritesNothingIntoItself() {
        InspectContainerResponse keycloak = project.container("keycloak");
        assertEquals("1000", keycloak.getConfig().getUser());
        assertTrue(keycloak.getHostConfig().getReadonlyRootfs());
    }

    @Test
    void hasKeycloaksBuildInIt() {
        assertFalse(logs().contains("Updating the configuration"), this::logs);
    }

    @Test
    void tellsItsHealthByItsOwnScript() {
        await().atMost(Duration.ofMinutes(2)).until(() -> project.container("keycloak")
                .getState()
                .getHealth()
                .getStatus()
                .equals("healthy"));
        assertEquals(
                0,
                docker("exec", project.container("keycloak").getId(), "bash", "/opt/keycloak/bin/health.sh")
                        .status());
    }

    @Test
    void carriesNoSecret() {
        String history = docker("history", "--no-trunc", "keycloak-users-api").output()
                + docker("inspect", "keycloak-users-api").output();
        project.variables().values().forEach((name, value) -> {
            if (name.endsWith("PASSWORD")) {
                assertFalse(history.contains(value), name);
            }
        });
    }

    private String logs() {
        return docker("logs", project.container("keycloak").getId()).output();
    }

    private static Program docker(String... arguments) {
        return Program.run(
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList(), environment -> {});
    }
}
