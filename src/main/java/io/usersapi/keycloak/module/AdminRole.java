package io.usersapi.keycloak.module;

import java.util.Optional;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The realm role that makes a user an admin of this API: the one that the setting {@code admin-role} names, if it
 * contains the permission to manage users. A role of that name without the permission is an application's own.
 */
public final class AdminRole {

    private AdminRole() {}

    /** The role, where the realm has it. */
    public static Optional<RoleModel> find(RealmModel realm, Settings settings) {
        return Optional.ofNullable(realm.getRole(settings.adminRole()))
                .filter(role -> ModuleClient.manageUsers(realm, settings)
                        .filter(role::hasRole)
                        .isPresent());
    }
}
