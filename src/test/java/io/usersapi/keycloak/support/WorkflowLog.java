package io.usersapi.keycloak.support;

import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What Keycloak's log tells of the steps of workflows. Its warning of a failed workflow names neither the workflow nor the
 * step (WorkflowExecutor.submit); these lines are of the level debug (RunWorkflowTask.runWorkflowStep).
 */
public final class WorkflowLog {

    static final String CATEGORY = "org.keycloak.models.workflow.RunWorkflowTask";

    private WorkflowLog() {}

    /**
     * Waits until the log tells that a step failed.
     *
     * @param size how many bytes the log had before the workflow began
     * @param step the id of the step's provider, for example {@code disable-user}
     * @param userId the user on whom the step was to be done
     * @param reason how the message of the failure begins
     */
    public static void awaitFailure(long size, String step, String userId, String reason) {
        String execution = "\\(execution id: ([^)]+)\\)";
        Pattern begun = Pattern.compile("Running step " + step + " on resource " + userId + " " + execution);
        String id = await("the step " + step + " on " + userId)
                .until(() -> found(size, begun), Optional::isPresent)
                .orElseThrow()
                .group(1);
        String failed = "Step " + step + " failed (execution id: " + id + ") - error message: " + reason;
        await(failed).until(() -> ServerLog.linesAfter(size).anyMatch(line -> line.contains(failed)));
    }

    private static Optional<MatchResult> found(long size, Pattern text) {
        return ServerLog.linesAfter(size)
                .flatMap(line -> text.matcher(line).results())
                .findFirst();
    }
}
