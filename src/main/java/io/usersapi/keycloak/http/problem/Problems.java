package io.usersapi.keycloak.http.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/** Makes answers of error codes; nothing else does. */
public final class Problems {

    /** The media type of every error (RFC 9457, section 6.1). */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * How many broken rules an answer has. A request with very many must not cause an answer of many times its size.
     */
    private static final int MOST_ERRORS = 20;

    private static final String TYPE_PREFIX = "urn:problem:users-api:";

    private Problems() {}

    static Response answer(
            KeycloakSession session,
            ErrorCode code,
            String sentence,
            List<Object> parameters,
            Map<String, List<Violation>> violations,
            Map<String, String> headers) {
        Response.ResponseBuilder answer = Response.status(code.status())
                .type(MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body(session, code, sentence, parameters, violations, null));
        if (code.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            headers.putIfAbsent(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        headers.forEach(answer::header);
        return answer.build();
    }

    /**
     * The body for an error that Keycloak, JAX-RS or a defect has caused.
     *
     * @param instance the id that the log contains, for a 500; else null
     */
    public static Problem body(KeycloakSession session, ErrorCode code, String instance) {
        return body(session, code, code.code(), List.of(), Map.of(), instance);
    }

    static Problem body(
            KeycloakSession session,
            ErrorCode code,
            String sentence,
            List<Object> parameters,
            Map<String, List<Violation>> violations,
            String instance) {
        Messages messages = Messages.of(session);
        Map<String, List<Problem.FieldError>> errors = new LinkedHashMap<>();
        int all = 0;
        for (Map.Entry<String, List<Violation>> field : violations.entrySet()) {
            int room = Math.max(0, MOST_ERRORS - all);
            all += field.getValue().size();
            if (room > 0) {
                errors.put(field.getKey(), told(messages, field.getKey(), field.getValue(), room));
            }
        }
        String detail = errors.isEmpty()
                ? messages.sentence(sentence, parameters)
                : errors.values().iterator().next().get(0).message();
        return new Problem(
                TYPE_PREFIX + code.code(),
                title(code.status()),
                code.status(),
                code.code(),
                detail,
                detail,
                errors,
                all > MOST_ERRORS ? all - MOST_ERRORS : null,
                instance);
    }

    private static List<Problem.FieldError> told(Messages messages, String field, List<Violation> broken, int most) {
        return broken.stream()
                .limit(most)
                .map(violation -> new Problem.FieldError(violation.code().code(), messages.sentence(field, violation)))
                .toList();
    }

    /** The reason phrase of a status by RFC 9110; JAX-RS does not know all of them. */
    private static String title(int status) {
        return switch (status) {
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Entity";
            default -> Response.Status.fromStatusCode(status).getReasonPhrase();
        };
    }
}
