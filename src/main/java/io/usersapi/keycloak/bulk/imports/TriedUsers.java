package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** The users whom a dry run would have made by now, and the addresses that it would have given. */
final class TriedUsers {

    private final KeycloakSession session;
    private final boolean upsert;
    /** What each was to be, by its address and, where its row brings one, by its id. */
    private final Map<String, AccountDraft> users = new HashMap<>();
    /** The ids that rows bring, in lower case, in which no two users have the same. */
    private final Set<String> ids = new HashSet<>();
    /** The ids of users who are in the realm, by the addresses that rows name for them. */
    private final Map<String, String> addresses = new HashMap<>();

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
        if (upsert && id.isEmpty() && addresses.containsKey(email)) {
            return ImportLine.of(row.row(), ImportLine.UPDATED, addresses.get(email));
        }
        Violations broken = new Violations();
        if (addresses.containsKey(email) || (users.containsKey(email) && users.get(email) != before)) {
            broken.add(Fields.EMAIL.name(), ErrorCode.TAKEN);
        }
        if (before == null && id.filter(given -> ids.contains(lower(given))).isPresent()) {
            broken.add(Origin.ID, ErrorCode.TAKEN);
        }
        if (!broken.isEmpty()) {
            return failed(row, broken.refusal());
        }
        if (before != null) {
            users.put(email, before);
            return again(row, planned, before);
        }
        users.put(email, planned);
        id.ifPresent(given -> {
            users.put(given, planned);
            ids.add(lower(given));
        });
        return ImportLine.of(row.row(), ImportLine.CREATED, null);
    }

    /**
     * The line of a row that changes a user who is in the realm.
     *
     * @param line what the row would do if there were no rows before
     */
    ImportLine line(ReadRow row, ImportLine line) {
        Optional<String> email = row.address();
        if (email.filter(address -> isOthers(address, line.id())).isPresent()) {
            return failed(row, Violations.of(Fields.EMAIL.name(), ErrorCode.TAKEN));
        }
        email.ifPresent(address -> addresses.put(address, line.id()));
        return line;
    }

    private boolean isOthers(String address, String userId) {
        return users.containsKey(address)
                || !addresses.getOrDefault(address, userId).equals(userId);
    }

    private static String lower(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    private ImportLine again(ReadRow row, AccountDraft planned, AccountDraft before) {
        if (planned.get(Fields.INVITE).isPresent()) {
            return failed(row, Violations.of(Fields.INVITE.name(), ErrorCode.UNKNOWN_FIELD));
        }
        boolean isSame = planned.get(Fields.PASSWORD).isEmpty() && planned.isPartOf(before);
        return ImportLine.of(row.row(), isSame ? ImportLine.UNCHANGED : ImportLine.UPDATED, null);
    }

    private ImportLine failed(ReadRow row, ProblemException why) {
        return ImportLine.failed(row.row(), why, session);
    }
}
