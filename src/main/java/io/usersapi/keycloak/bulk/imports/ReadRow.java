package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.bulk.file.ImportedRow;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.users.UserRequest;
import java.util.Optional;

/**
 * One row of an import whose fields have been read. The rules that need more than the row itself have not been asked
 * yet.
 *
 * @param row the row as it was sent
 * @param request what the row wants, or null where the row could not be read
 * @param origin the id and times that the row brings
 * @param unreadable why the row could not be read, or null
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

    /**
     * What the row wants.
     *
     * @throws ProblemException where the row could not be read
     */
    UserRequest readable() {
        if (unreadable != null) {
            throw unreadable;
        }
        return request;
    }

    /**
     * The row's address in the form in which it is kept; empty where the address is invalid, so that the database is
     * asked for valid addresses only.
     */
    Optional<String> address() {
        return Optional.ofNullable(request)
                .flatMap(UserRequest::email)
                .flatMap(EmailAddress::of)
                .map(EmailAddress::value);
    }
}
