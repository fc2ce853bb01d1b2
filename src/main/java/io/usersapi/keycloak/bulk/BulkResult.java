package io.usersapi.keycloak.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * What became of one user of a bulk request.
 *
 * @param user the id or the address as it was sent
 * @param status {@code changed}, {@code unchanged}, {@code deleted} or {@code failed}
 * @param id the user's id, or null where no user was found
 * @param error why the user failed, or null
 */
@JsonInclude(Include.ALWAYS)
record BulkResult(String user, String status, String id, Refused error) {

    static final String CHANGED = "changed";
    static final String UNCHANGED = "unchanged";
    static final String DELETED = "deleted";
    static final String FAILED = "failed";

    /** The same result with another {@link #user}. */
    BulkResult about(String sent) {
        return new BulkResult(sent, status, id, error);
    }
}
