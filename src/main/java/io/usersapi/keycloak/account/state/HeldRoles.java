package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.ExactId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserEntity;
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

    /** Whether a user store keeps the user, and may give it roles and groups that are no rows of the database. */
    public static boolean areElsewhere(UserModel user) {
        return user.isFederated() || !StorageId.isLocalStorage(user.getId());
    }

    /**
     * What a user has.
     *
     * @param adminRole whether the user holds the admin role
     * @param sessions whether the user may have sessions
     * @param exact whether the user's row has the id in the same spelling ({@link ExactId})
     */
    public record Holdings(boolean adminRole, boolean sessions, boolean exact) {}

    /**
     * What a user has who is about to be removed.
     *
     * @param admin the admin role, if there is one
     */
    public static Holdings holdings(
            KeycloakSession session, RealmModel realm, UserModel user, Optional<RoleModel> admin) {
        return areElsewhere(user) || !Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)
                ? new Holdings(admin.filter(role -> hold(user, role)).isPresent(), true, isExact(session, user.getId()))
                : inRows(session, realm, user.getId(), admin);
    }

    private static boolean isExact(KeycloakSession session, String userId) {
        return !StorageId.isLocalStorage(userId) || ExactId.mayBe(session, UserEntity.class, userId);
    }

    /** The same of a user whose roles, groups and sessions are rows. One statement asks for all of them. */
    private static Holdings inRows(
            KeycloakSession session, RealmModel realm, String userId, Optional<RoleModel> admin) {
        List<Object[]> rows = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select m.roleId, 0 from UserRoleMappingEntity m where m.user.id = :id union all"
                                + " select g.groupId, 1 from UserGroupMembershipEntity g where g.user.id = :id union all"
                                + " select s.userSessionId, 2 from PersistentUserSessionEntity s where s.userId = :id union all"
                                + " select u.id, 3 from UserEntity u where u.id = :id",
                        Object[].class)
                .setParameter("id", userId)
                .getResultList();
        return new Holdings(
                admin.filter(role -> rows.stream().anyMatch(row -> brings(session, realm, row, role)))
                        .isPresent(),
                rows.stream().anyMatch(row -> (Integer) row[1] == 2),
                rows.stream().filter(row -> (Integer) row[1] == 3).allMatch(row -> userId.equals(row[0])));
    }

    private static boolean brings(KeycloakSession session, RealmModel realm, Object[] row, RoleModel admin) {
        return switch ((Integer) row[1]) {
            case 0 -> bring(realm.getRoleById((String) row[0]), admin);
            case 1 -> bring(session.groups().getGroupById(realm, (String) row[0]), admin);
            default -> false;
        };
    }
}
