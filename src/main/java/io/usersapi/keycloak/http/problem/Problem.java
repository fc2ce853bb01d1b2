package io.usersapi.keycloak.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * A problem body (RFC 9457):
 *
 * <pre>{@code
 * {"type": "urn:problem:users-api:validation", "title": "Unprocessable Entity", "status": 422, "code": "validation",
 *  "detail": "The email has already been taken.", "message": "The email has already been taken.",
 *  "errors": {"email": [{"code": "taken", "message": "The email has already been taken."}]}}
 * }</pre>
 *
 * @param errors the broken rules, of very many the first
 * @param errorsOmitted how many more there are than {@code errors} tells, or null where it tells all
 * @param instance for a 500 only: {@code urn:uuid:...}, the id that the server log carries too
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        String message,
        Map<String, List<FieldError>> errors,
        @JsonProperty("errors_omitted") Integer errorsOmitted,
        String instance) {

    /** One broken rule of a field. */
    public record FieldError(String code, String message) {}
}
