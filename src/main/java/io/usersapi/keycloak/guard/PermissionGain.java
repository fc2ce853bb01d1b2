package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.guard.Changes.Grant;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserManagement;
import java.util.List;
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
 * Makes the module's permission as hard to give as Keycloak's own. At Keycloak's Admin API nobody gives a role of
 * {@code realm-management} without holding it (RolePermissions.checkAdminRoles), whether to a user, to a group, or by
 * putting it into another role such as the default role.
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

    /**
     * Refuses grants of the permission by a caller who does not hold it. A change without a caller, of a task for
     * example, passes.
     *
     * @throws RuntimeException as {@link Refusal#privileged()}
     */
    void check(Set<Grant> grants) {
        List<RoleModel> given = grants.isEmpty() || refusal.own() ? List.of() : mayGive(grants);
        RoleModel permission = given.isEmpty() ? null : permission();
        if (permission == null) {
            return;
        }
        boolean gives = given.stream().anyMatch(role -> isSame(role, permission) || role.hasRole(permission));
        UserModel caller = gives && session.getContext().getBearerToken() != null
                ? session.getContext().getUser()
                : null;
        if (caller != null && !CommittedState.ofUser(session, caller, this::holds)) {
            throw refusal.privileged();
        }
    }

    /**
     * The roles that can be the permission, a role of a client, or contain it. A role is looked at once: each user of an
     * import gets the default role.
     */
    private List<RoleModel> mayGive(Set<Grant> grants) {
        return grants.stream()
                .map(Grant::roleId)
                .distinct()
                .map(realm::getRoleById)
                .filter(role -> role != null && (role.isClientRole() || role.isComposite()))
                .toList();
    }

    /**
     * Whether the role is the permission, by its name. MariaDB also finds a role by its id in capitals, and Keycloak
     * then gives the role that other id.
     */
    private static boolean isSame(RoleModel role, RoleModel permission) {
        return role.getContainerId().equals(permission.getContainerId())
                && role.getName().equals(permission.getName());
    }

    private RoleModel permission() {
        return ModuleClient.manageUsers(realm, settings).orElse(null);
    }

    /**
     * Whether the caller holds the module's permission or Keycloak's own manage-users. An administrator of the server
     * has the latter as a role of the realm master.
     */
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
