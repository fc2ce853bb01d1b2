package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.bulk.file.ImportedRow;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.users.UserRequest;
import java.util.Optional;

/**
 * One row of an import, its fields read and no rule asked that needs others than itself.
 *
 * @param request what the row wants, or null where it could not be read
 * @param unreadable why it could not be read, or null
 */
record ReadRow(ImportedRow row, UserRequest request, Origin origin, ProblemException unreadable) {

    static ReadRow of(ImportedRow row) {
        try {
            UserRequest request = UserRequest.ofImport(row.readable());
            return new ReadRow(row, request, request.origin(), null);
        } catch (ProblemException unreadable) {
            return new ReadRow(row, null, Origin.HERE, unreadable);
        }
    }

    /** @throws ProblemException where the row could not be read */
    UserRequest readable() {
        if (unreadable != null) {
            throw unreadable;
        }
        return request;
    }

    /** The row's address as it is kept, where it has one that is valid: no database is asked for another. */
    Optional<String> address() {
        return Optional.ofNullable(request)
                .flatMap(UserRequest::email)
                .flatMap(EmailAddress::of)
                .map(EmailAddress::value);
    }
}
