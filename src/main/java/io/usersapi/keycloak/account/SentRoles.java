package io.usersapi.keycloak.account;

import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.RoleModel;

/**
 * The roles that a request names by id or name: {@code {"role": "editor"}} or {@code {"roles": ["editor", "auditor"]}}.
 */
final class SentRoles {

    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_ROLES = 1000;

    private SentRoles() {}

    /**
     * The roles, or empty where the request names none. A role that cannot be assigned is noted in the body's
     * violations.
     */
    static Optional<Set<RoleModel>> read(JsonBody body, Field.Roles lookUp) {
        Optional<List<String>> one = body.text("role").map(List::of);
        Optional<List<String>> many = body.texts("roles");
        if (body.has("role") && body.has("roles")) {
            body.violations().add("role", ErrorCode.NOT_COMBINABLE, "roles");
            return Optional.empty();
        }
        return one.map(names -> resolved(body, "role", names, lookUp))
                .or(() -> many.map(names -> resolved(body, "roles", names, lookUp)));
    }

    private static Set<RoleModel> resolved(JsonBody body, String field, List<String> names, Field.Roles lookUp) {
        Set<RoleModel> roles = new LinkedHashSet<>();
        if (names.size() > MAX_ROLES) {
            body.violations().add(field, ErrorCode.TOO_LONG, MAX_ROLES);
            return roles;
        }
        for (String name : names) {
            boolean sound = Characters.areSound(name) && Characters.count(name) <= MAX_NAME_LENGTH;
            Optional<RoleModel> role = sound && !name.isEmpty() ? lookUp.apply(name) : Optional.empty();
            role.ifPresentOrElse(
                    roles::add, () -> body.violations().add(field, ErrorCode.UNKNOWN_ROLE, sound ? name : "?"));
        }
        return roles;
    }
}
