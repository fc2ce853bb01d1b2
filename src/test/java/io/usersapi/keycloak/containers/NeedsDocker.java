package io.usersapi.keycloak.containers;

import io.usersapi.keycloak.support.Program;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Marks tests that run containers; they are skipped where no Docker answers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("containers")
@ExtendWith(NeedsDocker.Condition.class)
@interface NeedsDocker {

    /** Asks Docker, at {@code DOCKER_HOST} or where it listens by default. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return programAnswers() && DockerClientFactory.instance().isDockerAvailable()
                    ? ConditionEvaluationResult.enabled("Docker answers")
                    : ConditionEvaluationResult.disabled(
                            "no Docker answers here: start it, or set DOCKER_HOST; CONTRIBUTING.md tells more");
        }

        /** Where nothing answers at DOCKER_HOST, Testcontainers tries the usual socket; this program, as Compose, does not. */
        private static boolean programAnswers() {
            try {
                return Program.run(List.of("docker", "version"), environment -> {})
                                .status()
                        == 0;
            } catch (UncheckedIOException missing) {
                return false;
            }
        }
    }
}
