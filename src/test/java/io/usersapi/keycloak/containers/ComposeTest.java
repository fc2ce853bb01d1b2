package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Ports;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Program;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docker compose up} starts. */
@NeedsDocker
class ComposeTest extends SmokeTest {

    @TempDir
    static Path folder;

    private ComposeProject project;

    @BeforeAll
    void up() {
        project = new ComposeProject("docker-compose.yml", "users-api-test", folder);
        project.up();
    }

    @AfterAll
    void remove() {
        project.remove();
    }

    @Override
    Installation installation() {
        return project.installation();
    }

    @Test
    void keepsUsersWhenItsContainersAreMadeAnew() {
        Answer user = installation().created();
        project.down();
        project.up();
        installation().anonymous().signIn(user.text("email"), Installation.USER_PASSWORD);
    }

    @Test
    void servesADocumentFromWhichAClientThatWorksIsGenerated() {
        List<String> maven = List.of(
                "mvn",
                "-B",
                "-q",
                "-f",
                "examples/generated-client",
                "clean",
                "compile",
                "exec:java",
                "-Dopenapi.document=" + project.origin() + "/api/openapi.yaml");
        Program client = Program.run(
                maven,
                environment -> environment.putAll(Map.of(
                        "USERS_API", project.origin() + "/api",
                        "EMAIL", installation().email(),
                        "PASSWORD", installation().password())));
        assertTrue(client.expect(0).output().contains(installation().email() + " active"), client::output);
    }

    @Test
    void listensOnThisMachineAlone() {
        List<String> addresses = project.containers().stream()
                .flatMap(container -> container.getNetworkSettings().getPorts().getBindings().values().stream())
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .map(Ports.Binding::getHostIp)
                .toList();
        assertEquals(List.of("127.0.0.1", "127.0.0.1"), addresses);
    }

    @Test
    void givesNoContainerMoreThanItNeeds() {
        assertEquals(3, project.containers().size());
        for (InspectContainerResponse container : project.containers()) {
            assertEquals(
                    List.of(Capability.ALL), List.of(container.getHostConfig().getCapDrop()), container::getName);
            assertTrue(
                    container.getHostConfig().getSecurityOpts().contains("no-new-privileges:true"), container::getName);
        }
        assertEquals("1000", project.container("keycloak").getConfig().getUser());
        assertTrue(project.container("postgres").getHostConfig().getReadonlyRootfs());
    }

    @Test
    void putsNoPasswordOnACommandLine() {
        List<String> words = project.containers().stream()
                .flatMap(container -> Stream.concat(Stream.of(container.getPath()), Arrays.stream(container.getArgs())))
                .toList();
        assertTrue(words.contains("--import-realm"), words::toString);
        project.variables().values().forEach((name, value) -> {
            if (name.endsWith("PASSWORD")) {
                assertFalse(words.stream().anyMatch(word -> word.contains(value)), name);
            }
        });
    }
}
