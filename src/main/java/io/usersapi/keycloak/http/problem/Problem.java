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
 * @param type a URN that ends with the code
 * @param title the reason phrase of the status
 * @param detail the sentence for people
 * @param message the same sentence
 * @param errors the broken rules by field; where they are many, the first 20
 * @param errorsOmitted how many more broken rules there are, or null where {@code errors} has all
 * @param instance for a 500 only: {@code urn:uuid:...}, an id that the server's log contains as well
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
