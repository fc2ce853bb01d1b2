package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** The users whom a dry run would have made by now. */
final class TriedUsers {

    private final KeycloakSession session;
    private final boolean upsert;
    /** What each was to be, by its address and, where its row brings one, by its id. */
    private final Map<String, AccountDraft> users = new HashMap<>();

    /**
     * @param session the session of the request, which knows the reader's language
     * @param upsert whether a row changes a user whom an earlier row has made
     */
    TriedUsers(KeycloakSession session, boolean upsert) {
        this.session = session;
        this.upsert = upsert;
    }

    /** The line of a row whose user is not in the realm. */
    ImportLine line(ReadRow row, AccountDraft planned) {
        String email = planned.get(Fields.EMAIL).orElseThrow().value();
        Optional<String> id = row.origin().id();
        AccountDraft before = upsert ? users.get(id.orElse(email)) : null;
        boolean isOthers = users.containsKey(email) && users.get(email) != before;
        if (isOthers) {
            return failed(row, Fields.EMAIL.name(), ErrorCode.TAKEN);
        }
        if (before != null) {
            return again(row, planned, before);
        }
        if (id.filter(users::containsKey).isPresent()) {
            return failed(row, "id", ErrorCode.TAKEN);
        }
        users.put(email, planned);
        id.ifPresent(given -> users.put(given, planned));
        return ImportLine.of(row.row(), ImportLine.CREATED, null);
    }

    private ImportLine again(ReadRow row, AccountDraft planned, AccountDraft before) {
        if (planned.get(Fields.INVITE).isPresent()) {
            return failed(row, Fields.INVITE.name(), ErrorCode.UNKNOWN_FIELD);
        }
        boolean isSame = planned.get(Fields.PASSWORD).isEmpty() && planned.isPartOf(before);
        return ImportLine.of(row.row(), isSame ? ImportLine.UNCHANGED : ImportLine.UPDATED, null);
    }

    private ImportLine failed(ReadRow row, String field, ErrorCode why) {
        return ImportLine.failed(row.row(), Violations.of(field, why), session);
    }
}
