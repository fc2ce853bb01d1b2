package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.module.Settings;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** The administrative permissions that users hold. */
public final class AdministrativeRights {

    private final Privileges privileges;

    public AdministrativeRights(KeycloakSession session, Settings settings) {
        this.privileges = new Privileges(session, settings);
    }

    /** The ids of the administrative permissions of the user, through whatever role or group, in alphabetical order. */
    public Set<String> of(UserModel user) {
        return privileges.administrativeIn(HeldRoles.all(user)).stream()
                .map(RoleModel::getId)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
