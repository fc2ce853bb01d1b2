package io.usersapi.keycloak.http.problem;

import java.util.List;

/**
 * One broken rule of one field.
 *
 * @param code the field error
 * @param message the sentence in the reader's language, or null for the sentence of the code
 * @param parameters fill the sentence of the code
 */
public record Violation(ErrorCode code, String message, List<Object> parameters) {

    static Violation of(ErrorCode code, Object... parameters) {
        return new Violation(code, null, List.of(parameters));
    }
}
