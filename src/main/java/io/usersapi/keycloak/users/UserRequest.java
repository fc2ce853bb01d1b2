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
 * What the JSON body of a create or an update, or a row of an import, asks for:
 *
 * <pre>{@code
 * {"email": "ada@example.org", "password": "…", "password_confirmation": "…", "name": "Ada King Lovelace",
 *  "type": "admin", "status": "active", "role": "editor"}
 * }</pre>
 *
 * <p>Reading does not fail on a broken rule: the rule is noted in {@link #violations()}.
 */
public final class UserRequest {

    private final JsonBody body;
    private final Violations violations;

    private UserRequest(JsonBody body) {
        this.body = body;
        this.violations = body.violations();
    }

    /** The body of {@code POST /users}. */
    static UserRequest ofCreate(InputStream stream) {
        UserRequest request =
                new UserRequest(JsonBody.read(stream, Fields.NAMES).require(Fields.EMAIL.name()));
        request.checkInvite();
        if (!request.invites()) {
            request.body.require(Fields.PASSWORD.name());
        }
        return request;
    }

    /** A user who is invited is active, and has no password as yet. */
    private void checkInvite() {
        if (invites()) {
            List.of(Fields.PASSWORD.name(), "password_confirmation", Fields.PASSWORD_HASH.name())
                    .forEach(this::excludes);
            body.text(Fields.STATUS.name())
                    .filter(Account.STATUS_INACTIVE::equalsIgnoreCase)
                    .ifPresent(status -> excludes(Fields.STATUS.name()));
        }
    }

    /** Whether the person is to be invited to set a password. */
    public boolean invites() {
        return body.flag(Fields.INVITE.name()).orElse(false);
    }

    private void excludes(String field) {
        if (body.has(field)) {
            violations.add(Fields.INVITE.name(), ErrorCode.NOT_COMBINABLE, field);
        }
    }

    /**
     * A row of an import, as JSON. Compared with a create, the password may be absent, and the fields of
     * {@link Fields#IMPORTED_NAMES} are known besides.
     */
    public static UserRequest ofImport(JsonNode row) {
        UserRequest request = new UserRequest(JsonBody.of(row, Fields.IMPORTED_NAMES));
        if (request.body.has(Fields.PASSWORD.name()) && request.body.has(Fields.PASSWORD_HASH.name())) {
            request.violations.add(Fields.PASSWORD_HASH.name(), ErrorCode.NOT_COMBINABLE, Fields.PASSWORD.name());
        }
        request.checkInvite();
        if (!request.invites()) {
            request.checkConfirmation();
        }
        return request;
    }

    /** This row, whose user exists. As in an update, {@code invite} is then an unknown field. */
    public UserRequest ofKnownUser() {
        if (body.has(Fields.INVITE.name())) {
            violations.add(Fields.INVITE.name(), ErrorCode.UNKNOWN_FIELD);
        }
        return this;
    }

    /** This row, whose user does not exist yet. Then {@code email} is required. */
    public UserRequest ofNewUser() {
        body.require(Fields.EMAIL.name());
        return this;
    }

    /** What a row of an import brings from elsewhere. */
    public Origin origin() {
        return Origin.read(body);
    }

    /** The e-mail address as it was sent, whether or not it is one. */
    public Optional<String> email() {
        return body.text(Fields.EMAIL.name());
    }

    /** The body of {@code PUT} or {@code PATCH /users/{user}}; at least one field is required. */
    public static UserRequest ofUpdate(InputStream stream) {
        UserRequest request = new UserRequest(JsonBody.read(stream, Fields.NAMES_OF_UPDATE));
        if (request.body.isEmpty()) {
            request.violations.add("body", ErrorCode.EMPTY_UPDATE);
        }
        request.checkConfirmation();
        return request;
    }

    private void checkConfirmation() {
        if (body.has("password_confirmation")) {
            body.require(Fields.PASSWORD.name());
        }
    }

    /** The body as it was sent, by which two requests with one {@code Idempotency-Key} are compared. */
    byte[] bytes() {
        return body.bytes();
    }

    /** The rules broken so far. */
    public Violations violations() {
        return violations;
    }

    /**
     * What the request wants; each broken rule is noted in {@link #violations()}.
     *
     * @param assignable finds the roles that the request names
     */
    public AccountDraft draft(AssignableRoles assignable) {
        return AccountDraft.read(body, assignable::find);
    }
}
