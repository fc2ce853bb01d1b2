package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;

/**
 * One row of an import as it was read.
 *
 * @param line the line of the body at which the row begins, from 1
 * @param fields the row's fields, or null where the row could not be read
 * @param unreadable why it could not be read, or null
 */
public record ImportedRow(int line, JsonNode fields, ErrorCode unreadable, Object... details) {

    /** Under this name stands what is wrong with a row as a whole. */
    public static final String WHOLE = "row";

    /** The longest row in bytes: that of the body of a single create. */
    static final int MAX_LENGTH = 1024 * 1024;

    private static final Object[] NONE = {};

    public static ImportedRow of(int line, JsonNode fields) {
        return new ImportedRow(line, fields, null, NONE);
    }

    static ImportedRow unreadable(int line, ErrorCode reason, Object... details) {
        return new ImportedRow(line, null, reason, details);
    }

    /** @throws io.usersapi.keycloak.http.problem.ProblemException where the row could not be read */
    public JsonNode readable() {
        if (unreadable != null) {
            throw Violations.of(WHOLE, unreadable, details);
        }
        return fields;
    }
}
