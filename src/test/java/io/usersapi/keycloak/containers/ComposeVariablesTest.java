package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables of the compose files: what has no default must be given. */
@NeedsDocker
class ComposeVariablesTest {

    private static final List<String> REQUIRED =
            List.of("DB_PASSWORD", "KEYCLOAK_ADMIN_PASSWORD", "API_ADMIN_EMAIL", "API_ADMIN_PASSWORD");

    @TempDir
    Path folder;

    @Test
    void theExampleLeavesOpenWhatHasNoDefault() {
        assertEquals(
                REQUIRED,
                Variables.ofExample().values().entrySet().stream()
                        .filter(variable -> variable.getValue().isEmpty())
                        .map(variable -> variable.getKey())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.cluster.yml", "docker-compose.image.yml"})
    void composeTakesTheFilesOnceAllIsFilledIn(String file) {
        config(file, Variables.filledIn()).expect(0);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void composeRefusesToStartWithout(String variable, String file) {
        Program refused = config(file, Variables.filledIn().with(variable, ""));
        assertNotEquals(0, refused.status());
        assertTrue(
                refused.output().strip().endsWith(": " + variable + " is not set, see .env.example"), refused::output);
    }

    static Stream<Arguments> refusals() {
        return REQUIRED.stream().flatMap(variable -> Stream.of("docker-compose.yml", "docker-compose.cluster.yml")
                .map(file -> Arguments.of(variable, file)));
    }

    private Program config(String file, Variables variables) {
        return Compose.of(Path.of(file), "users-api-config", variables, folder).run("config");
    }
}
