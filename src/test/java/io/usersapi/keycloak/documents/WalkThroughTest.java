package io.usersapi.keycloak.documents;

import io.usersapi.keycloak.support.Program;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every command of the README and of the pages that can run here, in order, on a fresh clone and fresh servers. It takes many
 * minutes, and the ports that the pages name.
 */
@Tag("lifecycle")
class WalkThroughTest {

    @Test
    void theCommandsOfThePagesAnswerAsThePagesSay() {
        Program.run(List.of(".ci/documents"), environment -> {}).expect(0);
    }
}
