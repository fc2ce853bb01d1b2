package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.guard.Changes.Grant;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserManagement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Keeps the module's permission as hard to give as Keycloak's own: at its Admin API nobody gives a role of
 * {@code realm-management} that he does not hold (RolePermissions.checkAdminRoles), be it to a user, to a group, or into
 * another role, the default role among them.
 */
final class PermissionGain {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Refusal refusal;

    PermissionGain(KeycloakSession session, Settings settings, Refusal refusal) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.refusal = refusal;
    }

    /** @throws RuntimeException 403 where the caller gives what it does not hold; without a caller nobody is asked */
    void check(Set<Grant> grants) {
        RoleModel permission = grants.isEmpty() || refusal.own() ? null : permission();
        if (permission == null) {
            return;
        }
        boolean gives = grants.stream()
                .map(Grant::roleId)
                // Each user of an import gets the default role.
                .distinct()
                .map(realm::getRoleById)
                .anyMatch(role -> role != null && (isSame(role, permission) || role.hasRole(permission)));
        UserModel caller = gives && session.getContext().getBearerToken() != null
                ? session.getContext().getUser()
                : null;
        if (caller != null && !CommittedState.ofUser(session, caller, this::holds)) {
            throw refusal.privileged();
        }
    }

    /** MariaDB finds a role by an id in capitals, too, and Keycloak gives the role that id: its name tells it. */
    private static boolean isSame(RoleModel role, RoleModel permission) {
        return role.getContainerId().equals(permission.getContainerId())
                && role.getName().equals(permission.getName());
    }

    private RoleModel permission() {
        return ModuleClient.manageUsers(realm, settings).orElse(null);
    }

    /** Keycloak's own manage-users counts as the module's; an administrator of the server has it as a role of master. */
    private boolean holds(UserModel caller) {
        return Stream.of(
                        Optional.ofNullable(permission()),
                        keycloaks(realm.getMasterAdminClient()),
                        keycloaks(management()))
                .flatMap(Optional::stream)
                .anyMatch(caller::hasRole);
    }

    private ClientModel management() {
        return realm.getName().equals(Config.getAdminRealm())
                ? realm.getMasterAdminClient()
                : realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
    }

    private static Optional<RoleModel> keycloaks(ClientModel client) {
        return Optional.ofNullable(client).map(known -> known.getRole(UserManagement.MANAGE_USERS));
    }
}
