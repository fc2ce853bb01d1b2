package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.users.UserRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One change or the deletion of many users:
 *
 * <pre>{@code
 * {"users": ["0f2c…", "ada@example.org"], "change": {"status": "inactive"}}
 * {"users": ["0f2c…", "ada@example.org"], "delete": true}
 * }</pre>
 *
 * @param users ids or addresses, as they were sent
 * @param change the JSON of an update; empty where the users are to be deleted
 * @param bytes the body as it was sent
 * @param isJoint whether users may be written together: a new address concerns other users, and the hash of a password
 *     takes long, while nobody should wait for the rows of others
 */
record BulkRequest(List<String> users, Optional<byte[]> change, byte[] bytes, boolean isJoint) {

    /** How many users one request may name. */
    static final int MOST = 1000;

    private static final String USERS = "users";
    private static final String CHANGE = "change";
    private static final String DELETE = "delete";

    /**
     * Reads the body.
     *
     * @param assignable finds the roles that the change names
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 for every broken rule that does not depend on a
     *     user
     */
    static BulkRequest of(InputStream stream, AssignableRoles assignable) {
        JsonBody body = JsonBody.read(stream, Set.of(USERS, CHANGE, DELETE)).require(USERS);
        Violations violations = body.violations();
        List<String> users = body.texts(USERS).orElse(List.of());
        if (users.size() > MOST) {
            violations.add(USERS, ErrorCode.TOO_LONG, MOST);
        } else if (users.isEmpty() && !violations.contains(USERS)) {
            violations.add(USERS, ErrorCode.EMPTY);
        }
        Optional<byte[]> change = body.object(CHANGE);
        body.flag(DELETE)
                .filter(wanted -> !wanted)
                .ifPresent(no -> violations.add(DELETE, ErrorCode.INVALID_CHOICE, "true"));
        if (body.has(CHANGE) && body.has(DELETE)) {
            violations.add(CHANGE, ErrorCode.NOT_COMBINABLE, DELETE);
        } else if (!body.has(CHANGE) && !body.has(DELETE)) {
            violations.add(CHANGE, ErrorCode.REQUIRED);
        }
        AccountDraft wanted = AccountDraft.NOTHING;
        if (change.isPresent()) {
            UserRequest request = update(change.get());
            wanted = request.draft(assignable);
            violations.addBelow(CHANGE, request.violations());
        }
        violations.refuseIfAny();
        boolean isJoint = wanted.get(Fields.EMAIL).isEmpty()
                && wanted.get(Fields.PASSWORD).isEmpty();
        return new BulkRequest(users, change, body.bytes(), isJoint);
    }

    /** The change as the update of one user; read anew for each user, since a read request notes violations. */
    static UserRequest update(byte[] change) {
        return UserRequest.ofUpdate(new ByteArrayInputStream(change));
    }
}
