package io.usersapi.keycloak.users;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.accounts.AccountDraft;
import io.usersapi.keycloak.accounts.Fields;
import io.usersapi.keycloak.input.JsonBody;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import java.io.InputStream;

/**
 * What a create or an update carries:
 *
 * <pre>{@code
 * {"email": "ada@example.org", "password": "…", "password_confirmation": "…", "name": "Ada King Lovelace",
 *  "type": "admin", "status": "active", "role": "editor"}
 * }</pre>
 */
final class UserRequest {

    private final JsonBody body;
    private final Violations violations;

    private UserRequest(JsonBody body) {
        this.body = body;
        this.violations = body.violations();
    }

    static UserRequest ofCreate(InputStream stream) {
        return new UserRequest(
                JsonBody.read(stream, Fields.NAMES).require(Fields.EMAIL.name(), Fields.PASSWORD.name()));
    }

    static UserRequest ofUpdate(InputStream stream) {
        UserRequest request = new UserRequest(JsonBody.read(stream, Fields.NAMES));
        if (request.body.isEmpty()) {
            request.violations.add("body", ErrorCode.EMPTY_UPDATE);
        } else if (request.body.has("password_confirmation") && !request.body.has(Fields.PASSWORD.name())) {
            request.violations.add(Fields.PASSWORD.name(), ErrorCode.REQUIRED);
        }
        return request;
    }

    /** The bytes as they were sent. */
    byte[] bytes() {
        return body.bytes();
    }

    /** The rules broken so far. */
    Violations violations() {
        return violations;
    }

    /** What the request wants; each broken rule is noted in {@link #violations()}. */
    AccountDraft draft(AssignableRoles assignable) {
        return AccountDraft.read(body, assignable::find);
    }
}
