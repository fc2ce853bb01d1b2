package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;

/**
 * One row of an import as it was read.
 *
 * @param line the line of the body at which the row begins, from 1
 * @param fields the row's fields, or null where the row could not be read
 * @param unreadable why the row could not be read, or null
 * @param details what the sentence of {@code unreadable} names, a limit for example
 */
public record ImportedRow(int line, JsonNode fields, ErrorCode unreadable, Object... details) {

    /** The name in {@code errors} under which stands what is wrong with a row as a whole. */
    public static final String WHOLE = "row";

    /** The longest row in bytes: that of the body of a single create. */
    static final int MAX_LENGTH = 1024 * 1024;

    private static final Object[] NONE = {};

    /** A row that could be read. */
    public static ImportedRow of(int line, JsonNode fields) {
        return new ImportedRow(line, fields, null, NONE);
    }

    static ImportedRow unreadable(int line, ErrorCode reason, Object... details) {
        return new ImportedRow(line, null, reason, details);
    }

    /**
     * The row's fields.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 where the row could not be read
     */
    public JsonNode readable() {
        if (unreadable != null) {
            throw Violations.of(WHOLE, unreadable, details);
        }
        return fields;
    }
}
