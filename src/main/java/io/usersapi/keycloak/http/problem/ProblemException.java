package io.usersapi.keycloak.http.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * A refusal. When it leaves the resource, JAX-RS asks it for its answer, {@code application/problem+json}, and this
 * rolls the transaction back. So a refused request changes nothing (Keycloak's {@code ErrorResponseException} does the
 * same). Code that catches a refusal must see to the rollback itself.
 */
public final class ProblemException extends WebApplicationException {

    private final ErrorCode code;
    private final String sentence;
    private final transient List<Object> parameters;
    private final transient Map<String, List<Violation>> violations;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private boolean keepsChanges;

    private ProblemException(
            ErrorCode code, String sentence, List<Object> parameters, Map<String, List<Violation>> violations) {
        super(code.code(), code.status());
        this.code = code;
        this.sentence = sentence;
        this.parameters = parameters;
        this.violations = violations;
    }

    /** A refusal of the whole request. The parameters fill the sentence of the code. */
    public static ProblemException of(ErrorCode code, Object... parameters) {
        return new ProblemException(code, code.code(), List.of(parameters), Map.of());
    }

    /** A refusal for one of the reasons of a code. The parameters fill the sentence of the reason. */
    public static ProblemException of(Reason reason, Object... parameters) {
        return new ProblemException(reason.code(), reason.key(), List.of(parameters), Map.of());
    }

    static ProblemException validation(Map<String, List<Violation>> violations) {
        return new ProblemException(ErrorCode.VALIDATION, ErrorCode.VALIDATION.code(), List.of(), violations);
    }

    /**
     * A refusal with 401 and a challenge (RFC 6750, section 3). Where no token was sent, the challenge has no error
     * code.
     */
    public static ProblemException unauthenticated(Reason reason, Object... parameters) {
        return of(reason, parameters).header(HttpHeaders.WWW_AUTHENTICATE, challenge(reason, List.of(parameters)));
    }

    private static String challenge(Reason reason, List<Object> parameters) {
        if (reason == Reason.NO_TOKEN) {
            return "Bearer";
        }
        // A description is ASCII without the quote and the backslash (RFC 6750, section 3).
        String description = Messages.english(reason.key(), parameters).replaceAll("[^ !#-\\[\\]-~]", "?");
        return "Bearer error=\"invalid_token\", error_description=\"" + description + "\"";
    }

    /**
     * A refusal with 429 and {@code Retry-After}.
     *
     * @param seconds after how many seconds the caller may come back
     */
    public static ProblemException tooManyRequests(long seconds) {
        return of(ErrorCode.TOO_MANY_REQUESTS, seconds).header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    /** Adds a header to the answer. */
    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Makes the transaction commit in spite of the refusal. It is only for what Keycloak itself writes when it refuses,
     * for example that a session ends whose refresh token was used twice.
     */
    public ProblemException keepingChanges() {
        keepsChanges = true;
        return this;
    }

    public ErrorCode code() {
        return code;
    }

    /** The reason, or the code where it has a single reason, for events and the log. */
    public String reason() {
        return sentence.substring(sentence.indexOf('.') + 1);
    }

    /** The body of the answer, for a refusal of a part of a request. It does not roll back. */
    public Problem body(KeycloakSession session) {
        return Problems.body(session, code, sentence, parameters, violations, null);
    }

    @Override
    public Response getResponse() {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null || session.isClosed()) {
            // The request is done but for its answer, which is cut off: nobody reads this.
            return Response.status(code.status())
                    .type(Problems.MEDIA_TYPE)
                    .entity("")
                    .build();
        }
        if (!keepsChanges) {
            session.getTransactionManager().setRollbackOnly();
        }
        return Problems.answer(session, code, sentence, parameters, violations, headers);
    }
}
