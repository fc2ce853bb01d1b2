package io.usersapi.keycloak.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Problem;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * Why one of many users was refused, in the words of the answer that a request about that user alone would get:
 *
 * <pre>{@code
 * {"code": "validation", "message": "The email has already been taken.",
 *  "errors": {"email": [{"code": "taken", "message": "The email has already been taken."}]}}
 * }</pre>
 *
 * @param errors the broken rules by field, where {@code code} is {@code validation}
 * @param instance the id that the server log carries, where {@code code} is {@code internal_error}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Refused(String code, String message, Map<String, List<Problem.FieldError>> errors, String instance) {

    private static final Logger LOG = Logger.getLogger(Refused.class);

    /**
     * Why the user was refused. An exception that is no {@link ProblemException} is logged, and told as
     * {@code internal_error}.
     *
     * @param session the session of the request, which knows the reader's language
     */
    public static Refused of(RuntimeException refusal, KeycloakSession session) {
        if (refusal instanceof ProblemException problem) {
            return of(problem.body(session));
        }
        String id = "urn:uuid:" + UUID.randomUUID();
        LOG.errorf(withoutMessages(refusal), "One of many failed with id %s", id);
        return of(Problems.body(session, ErrorCode.INTERNAL_ERROR, id));
    }

    /** The same lines of code: a message can carry an e-mail address, as that of a database does which refuses a row. */
    static Throwable withoutMessages(Throwable failed) {
        Throwable shown = new Throwable(
                failed.getClass().getName(), failed.getCause() == null ? null : withoutMessages(failed.getCause()));
        shown.setStackTrace(failed.getStackTrace());
        return shown;
    }

    private static Refused of(Problem problem) {
        return new Refused(problem.code(), problem.message(), problem.errors(), problem.instance());
    }
}
