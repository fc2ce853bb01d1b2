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
 * A refusal. Thrown, it rolls the transaction back, so that a refused request changes nothing (Keycloak's
 * {@code ErrorResponseException} does the same), and becomes an {@code application/problem+json} answer.
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

    /** A refusal of the whole request; {@code parameters} fill the code's message. */
    public static ProblemException of(ErrorCode code, Object... parameters) {
        return new ProblemException(code, code.code(), List.of(parameters), Map.of());
    }

    /** A refusal for one of the reasons of its code; {@code parameters} fill the sentence. */
    public static ProblemException of(Reason reason, Object... parameters) {
        return new ProblemException(reason.code(), reason.key(), List.of(parameters), Map.of());
    }

    static ProblemException validation(Map<String, List<Violation>> violations) {
        return new ProblemException(ErrorCode.VALIDATION, ErrorCode.VALIDATION.code(), List.of(), violations);
    }

    /** 401 with the challenge of RFC 6750, section 3: without an error code when no token was sent. */
    public static ProblemException unauthenticated(Reason reason, Object... parameters) {
        return of(reason, parameters).header(HttpHeaders.WWW_AUTHENTICATE, challenge(reason, List.of(parameters)));
    }

    private static String challenge(Reason reason, List<Object> parameters) {
        if (reason == Reason.NO_TOKEN) {
            return "Bearer";
        }
        // Of ASCII, but for the quote and the backslash (RFC 6750, section 3).
        String description = Messages.english(reason.key(), parameters).replaceAll("[^ !#-\\[\\]-~]", "?");
        return "Bearer error=\"invalid_token\", error_description=\"" + description + "\"";
    }

    /** 429; the caller may come back after {@code seconds}. */
    public static ProblemException tooManyRequests(long seconds) {
        return of(ErrorCode.TOO_MANY_REQUESTS, seconds).header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    /** Adds a header to the answer. */
    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Commits what was written before the refusal. Only for what Keycloak itself writes when it refuses, as the end of
     * a session whose refresh token was used twice.
     */
    public ProblemException keepingChanges() {
        keepsChanges = true;
        return this;
    }

    public ErrorCode code() {
        return code;
    }

    /** The reason, or the code where it has but one, for events and the log. */
    public String reason() {
        return sentence.substring(sentence.indexOf('.') + 1);
    }

    /** What an answer would say, where the refusal is one of a part of a request. */
    public Problem body(KeycloakSession session) {
        return Problems.body(session, code, sentence, parameters, violations, null);
    }

    @Override
    public Response getResponse() {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (!keepsChanges) {
            session.getTransactionManager().setRollbackOnly();
        }
        return Problems.answer(session, code, sentence, parameters, violations, headers);
    }
}
