package io.usersapi.keycloak.module;

import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The realm role that makes a user an admin of this API. It is the role that the setting {@code admin-role} names, if
 * the role contains the permission to manage users. A role of that name without the permission belongs to an
 * application.
 */
public final class AdminRole {

    private AdminRole() {}

    /** The role; empty where the realm does not have it. */
    public static Optional<RoleModel> find(RealmModel realm, Settings settings) {
        return Optional.ofNullable(realm.getRole(settings.adminRole()))
                .filter(role -> ModuleClient.manageUsers(realm, settings)
                        .filter(permission -> ContainedRoles.bring(Stream.of(role), permission))
                        .isPresent());
    }
}
