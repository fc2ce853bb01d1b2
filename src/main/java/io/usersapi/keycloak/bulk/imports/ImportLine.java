package io.usersapi.keycloak.bulk.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.usersapi.keycloak.bulk.Refused;
import io.usersapi.keycloak.bulk.file.ImportedRow;
import io.usersapi.keycloak.http.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/**
 * What became of one row:
 *
 * <pre>{@code
 * {"line": 7, "status": "failed", "id": null, "errors": {"email": [{"code": "taken", "message": "…"}]}}
 * }</pre>
 *
 * @param line the line of the body at which the row begins, from 1
 * @param status {@code created}, {@code updated}, {@code unchanged} or {@code failed}
 * @param id the user's id, or null where the row failed or where, in a dry run, the user is not there yet
 * @param errors the broken rules by field, those of the row as a whole under {@code row}; null where the row has not
 *     failed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"line", "status", "id", "errors"})
record ImportLine(int line, String status, String id, Map<String, List<Problem.FieldError>> errors) {

    static final String CREATED = "created";
    static final String UPDATED = "updated";
    static final String UNCHANGED = "unchanged";
    static final String FAILED = "failed";

    /** This line as a failed one: the user was created, but what had to follow failed. */
    ImportLine failed(RuntimeException refusal, KeycloakSession session) {
        return failed(ImportedRow.of(line, null), refusal, session);
    }

    static ImportLine of(ImportedRow row, String status, String id) {
        return new ImportLine(row.line(), status, id, null);
    }

    /**
     * The line of a row that was refused.
     *
     * @param session the session of the request, which knows the reader's language
     */
    static ImportLine failed(ImportedRow row, RuntimeException refusal, KeycloakSession session) {
        Refused why = Refused.of(refusal, session);
        Map<String, List<Problem.FieldError>> errors = new LinkedHashMap<>();
        if (why.errors().isEmpty()) {
            errors.put(ImportedRow.WHOLE, List.of(new Problem.FieldError(why.code(), why.message())));
        } else {
            why.errors()
                    .forEach((field, broken) -> errors.put(field.equals("body") ? ImportedRow.WHOLE : field, broken));
        }
        return new ImportLine(row.line(), FAILED, null, errors);
    }
}
