package io.usersapi.keycloak.account.state;

import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.storage.StorageId;

/**
 * Which roles users hold, in one way for users from Keycloak's cache and for those that were read from the database, as
 * after each change.
 */
public final class HeldRoles {

    private HeldRoles() {}

    /**
     * The groups whose roles the user holds: those of the realm. Users from the cache have no others (UserAdapter of
     * model-infinispan), users from the database also have the groups of organizations (UserAdapter of model-jpa).
     */
    public static Stream<GroupModel> groups(UserModel user) {
        return user.getGroupsStream().filter(group -> group.getType() == GroupModel.Type.REALM);
    }

    /** Whether the user holds the role: directly, through another role or through a group. */
    public static boolean hold(UserModel user, RoleModel role) {
        // A store that does not import may answer in a way of its own.
        return StorageId.isLocalStorage(user.getId())
                ? RoleUtils.hasRole(user.getRoleMappingsStream(), role)
                        || RoleUtils.hasRoleFromGroup(groups(user), role, true)
                : user.hasRole(role);
    }

    /** Whether who has the one role has the other. */
    public static boolean bring(RoleModel role, RoleModel wanted) {
        return role != null && (role.equals(wanted) || role.hasRole(wanted));
    }

    /** Whether the members of the group have the role. */
    public static boolean bring(GroupModel group, RoleModel wanted) {
        return group != null
                && group.getType() == GroupModel.Type.REALM
                && RoleUtils.hasRoleFromGroup(group, wanted, true);
    }
}
