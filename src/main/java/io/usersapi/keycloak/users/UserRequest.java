package io.usersapi.keycloak.users;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.accounts.AccountDraft;
import io.usersapi.keycloak.accounts.EmailAddress;
import io.usersapi.keycloak.accounts.PersonName;
import io.usersapi.keycloak.input.Characters;
import io.usersapi.keycloak.input.JsonBody;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.Violations;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.RoleModel;

/**
 * What a create or an update carries:
 *
 * <pre>{@code
 * {"email": "ada@example.org", "password": "…", "password_confirmation": "…", "name": "Ada King Lovelace",
 *  "type": "admin", "status": "active", "role": "editor"}
 * }</pre>
 */
final class UserRequest {

    private static final String EMAIL = "email";
    private static final String PASSWORD = "password";
    private static final String PASSWORD_CONFIRMATION = "password_confirmation";
    private static final String NAME = "name";
    private static final String TYPE = "type";
    private static final String STATUS = "status";
    private static final String ROLE = "role";
    private static final String ROLES = "roles";
    private static final Set<String> FIELDS =
            Set.of(EMAIL, PASSWORD, PASSWORD_CONFIRMATION, NAME, TYPE, STATUS, ROLE, ROLES);

    private static final int MAX_ROLE_LENGTH = 255;
    private static final int MAX_ROLES = 1000;

    private final JsonBody body;
    private final Violations violations;

    private UserRequest(JsonBody body) {
        this.body = body;
        this.violations = body.violations();
    }

    static UserRequest ofCreate(InputStream stream) {
        return new UserRequest(JsonBody.read(stream, FIELDS).require(EMAIL, PASSWORD));
    }

    static UserRequest ofUpdate(InputStream stream) {
        UserRequest request = new UserRequest(JsonBody.read(stream, FIELDS));
        if (request.body.isEmpty()) {
            request.violations.add("body", ErrorCode.EMPTY_UPDATE);
        } else if (request.body.has(PASSWORD_CONFIRMATION) && !request.body.has(PASSWORD)) {
            request.violations.add(PASSWORD, ErrorCode.REQUIRED);
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
        Optional<Boolean> admin = choice(TYPE, Account.TYPE_ADMIN, Account.TYPE_USER);
        return new AccountDraft(
                body.text(EMAIL).flatMap(text -> EmailAddress.parse(text, violations, EMAIL)),
                password(),
                body.text(NAME).flatMap(text -> PersonName.parse(text, violations, NAME)),
                admin,
                choice(STATUS, Account.STATUS_ACTIVE, Account.STATUS_INACTIVE),
                roles(assignable));
    }

    private Optional<String> password() {
        Optional<String> password = body.text(PASSWORD);
        Optional<String> confirmation = body.text(PASSWORD_CONFIRMATION);
        if (confirmation.isPresent() && password.isPresent() && !confirmation.equals(password)) {
            violations.add(PASSWORD_CONFIRMATION, ErrorCode.MISMATCH);
        }
        return password;
    }

    private Optional<Boolean> choice(String field, String yes, String no) {
        return body.text(field).flatMap(text -> {
            String word = text.toLowerCase(Locale.ROOT);
            if (word.equals(yes) || word.equals(no)) {
                return Optional.of(word.equals(yes));
            }
            violations.add(field, ErrorCode.INVALID_CHOICE, yes + ", " + no);
            return Optional.empty();
        });
    }

    private Optional<Set<RoleModel>> roles(AssignableRoles assignable) {
        Optional<List<String>> one = body.text(ROLE).map(List::of);
        Optional<List<String>> many = body.texts(ROLES);
        if (body.has(ROLE) && body.has(ROLES)) {
            violations.add(ROLE, ErrorCode.NOT_COMBINABLE, ROLES);
            return Optional.empty();
        }
        return one.map(names -> resolved(ROLE, names, assignable))
                .or(() -> many.map(names -> resolved(ROLES, names, assignable)));
    }

    private Set<RoleModel> resolved(String field, List<String> names, AssignableRoles assignable) {
        Set<RoleModel> roles = new LinkedHashSet<>();
        if (names.size() > MAX_ROLES) {
            violations.add(field, ErrorCode.TOO_LONG, MAX_ROLES);
            return roles;
        }
        for (String name : names) {
            boolean sound = Characters.areSound(name) && Characters.count(name) <= MAX_ROLE_LENGTH;
            Optional<RoleModel> role = sound && !name.isEmpty() ? assignable.find(name) : Optional.empty();
            role.ifPresentOrElse(roles::add, () -> violations.add(field, ErrorCode.UNKNOWN_ROLE, sound ? name : "?"));
        }
        return roles;
    }
}
