package io.usersapi.keycloak.users;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.AssignableRoles;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What a create or an update carries:
 *
 * <pre>{@code
 * {"email": "ada@example.org", "password": "…", "password_confirmation": "…", "name": "Ada King Lovelace",
 *  "type": "admin", "status": "active", "role": "editor"}
 * }</pre>
 */
public final class UserRequest {

    private final JsonBody body;
    private final Violations violations;

    private UserRequest(JsonBody body) {
        this.body = body;
        this.violations = body.violations();
    }

    static UserRequest ofCreate(InputStream stream) {
        UserRequest request =
                new UserRequest(JsonBody.read(stream, Fields.NAMES).require(Fields.EMAIL.name()));
        request.checkInvite();
        if (!request.invites()) {
            request.body.require(Fields.PASSWORD.name());
        }
        return request;
    }

    /** Whoever is invited is active, and has no password as yet. */
    private void checkInvite() {
        if (invites()) {
            List.of(Fields.PASSWORD.name(), "password_confirmation", Fields.PASSWORD_HASH.name())
                    .forEach(this::excludes);
            body.text(Fields.STATUS.name())
                    .filter(Account.STATUS_INACTIVE::equalsIgnoreCase)
                    .ifPresent(status -> excludes(Fields.STATUS.name()));
        }
    }

    /** Whether the person is to be invited to set its password. */
    public boolean invites() {
        return body.flag(Fields.INVITE.name()).orElse(false);
    }

    private void excludes(String field) {
        if (body.has(field)) {
            violations.add(Fields.INVITE.name(), ErrorCode.NOT_COMBINABLE, field);
        }
    }

    /** A row of an import: a create that may lack a password, and may bring more. */
    public static UserRequest ofImport(JsonNode row) {
        UserRequest request = new UserRequest(JsonBody.of(row, Fields.IMPORTED_NAMES));
        if (request.body.has(Fields.PASSWORD.name()) && request.body.has(Fields.PASSWORD_HASH.name())) {
            request.violations.add(Fields.PASSWORD_HASH.name(), ErrorCode.NOT_COMBINABLE, Fields.PASSWORD.name());
        }
        request.checkInvite();
        return request;
    }

    /** The same of a row whose user is there: as in an update, nobody is invited. */
    public UserRequest ofKnownUser() {
        if (body.has(Fields.INVITE.name())) {
            violations.add(Fields.INVITE.name(), ErrorCode.UNKNOWN_FIELD);
        }
        return this;
    }

    /** The same of a row for which there is no user yet. */
    public UserRequest ofNewUser() {
        body.require(Fields.EMAIL.name());
        return this;
    }

    /** What a row of an import brings from elsewhere. */
    public Origin origin() {
        return Origin.read(body);
    }

    /** The address as it was sent, of any kind. */
    public Optional<String> email() {
        return body.text(Fields.EMAIL.name());
    }

    public static UserRequest ofUpdate(InputStream stream) {
        UserRequest request = new UserRequest(JsonBody.read(stream, Fields.NAMES_OF_UPDATE));
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
    public Violations violations() {
        return violations;
    }

    /** What the request wants; each broken rule is noted in {@link #violations()}. */
    public AccountDraft draft(AssignableRoles assignable) {
        return AccountDraft.read(body, assignable::find);
    }
}
