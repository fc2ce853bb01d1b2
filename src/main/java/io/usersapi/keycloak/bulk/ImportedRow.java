package io.usersapi.keycloak.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;

/**
 * One row of an import as it was read.
 *
 * @param line the line of the body at which the row begins, from 1
 * @param fields the row's fields, or null where the row could not be read
 * @param unreadable why it could not be read, or null
 */
record ImportedRow(int line, JsonNode fields, ErrorCode unreadable, Object... details) {

    /** Under this name stands what is wrong with a row as a whole. */
    static final String WHOLE = "row";

    /** The longest row in bytes of NDJSON and in characters of CSV: that of the body of a single create. */
    static final int MAX_LENGTH = 1024 * 1024;

    private static final Object[] NONE = {};

    static ImportedRow of(int line, JsonNode fields) {
        return new ImportedRow(line, fields, null, NONE);
    }

    static ImportedRow unreadable(int line, ErrorCode reason, Object... details) {
        return new ImportedRow(line, null, reason, details);
    }

    /** @throws io.usersapi.keycloak.problem.ProblemException where the row could not be read */
    JsonNode readable() {
        if (unreadable != null) {
            throw Violations.of(WHOLE, unreadable, details);
        }
        return fields;
    }
}
