package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.ExactId;
import io.usersapi.keycloak.module.ContainedRoles;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserEntity;
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
        if (StorageId.isLocalStorage(user.getId())) {
            return bringTheirOwn(user, role);
        }
        try {
            // A store that does not import may answer in a way of its own.
            return user.hasRole(role);
        } catch (NullPointerException | IllegalStateException failed) {
            if (!ContainedRoles.isDeletion(failed)) {
                throw failed;
            }
            return bringTheirOwn(user, role);
        }
    }

    private static boolean bringTheirOwn(UserModel user, RoleModel role) {
        return ContainedRoles.bring(user.getRoleMappingsStream(), role) || ContainedRoles.bring(ofGroups(user), role);
    }

    /**
     * Whether the user holds the role, and the client has it in its scope (ClientModel.hasScope). Keycloak's own Admin API
     * judges in the same way (AdminAuth.hasAppRole).
     */
    public static boolean hold(UserModel user, ClientModel client, RoleModel role) {
        return hold(user, role)
                && (client.isFullScopeAllowed()
                        || ContainedRoles.bring(client.getScopeMappingsStream(), role)
                        || ContainedRoles.bring(client.getRolesStream(), role));
    }

    /** Whether who has the one role has the other. */
    public static boolean bring(RoleModel role, RoleModel wanted) {
        return ContainedRoles.bring(Stream.ofNullable(role), wanted);
    }

    /** Whether the members of the group have the role. */
    public static boolean bring(GroupModel group, RoleModel wanted) {
        return group != null
                && group.getType() == GroupModel.Type.REALM
                && ContainedRoles.bring(of(Stream.of(group)), wanted);
    }

    /** All roles that the user holds: directly, through groups and their parents, and through other roles. */
    public static Set<RoleModel> all(UserModel user) {
        return ContainedRoles.with(Stream.concat(user.getRoleMappingsStream(), ofGroups(user)));
    }

    /** The roles that the user's groups and the groups above them give. */
    static Stream<RoleModel> ofGroups(UserModel user) {
        return of(groups(user));
    }

    /** All groups are looked up before one is asked. */
    private static Stream<RoleModel> of(Stream<GroupModel> groups) {
        return groups.flatMap(HeldRoles::withParents).distinct().toList().stream()
                .flatMap(ContainedRoles::of);
    }

    /** The group and all groups above it, whose roles it gives as well. */
    public static Stream<GroupModel> withParents(GroupModel group) {
        return Stream.iterate(group, next -> next != null, GroupModel::getParent);
    }

    /** What a user lost and what brings a role. */
    public record Lost(List<RoleModel> roles, List<GroupModel> groups) {

        public boolean isNothing() {
            return roles.isEmpty() && groups.isEmpty();
        }

        /** Gives it to the user again. */
        public void giveBack(UserModel user) {
            roles.forEach(user::grantRole);
            groups.forEach(user::joinGroup);
        }
    }

    /**
     * Which of these roles and groups contain the wanted role. They are read from Keycloak's cache.
     *
     * @param wanted a role that contains another, so that only roles which contain others can bring it; asked for only where
     *     one may bring it
     */
    public static Lost bringing(
            KeycloakSession session, Set<String> roles, Set<String> groups, Supplier<Optional<RoleModel>> wanted) {
        RealmModel realm = session.getContext().getRealm();
        return new Lost(
                roles.stream()
                        .map(realm::getRoleById)
                        .filter(role -> role != null && ContainedRoles.isComposite(role))
                        .filter(role -> wanted.get().stream().anyMatch(admin -> bring(role, admin)))
                        .toList(),
                groups.stream()
                        .map(id -> session.groups().getGroupById(realm, id))
                        .filter(group -> wanted.get().stream().anyMatch(admin -> bring(group, admin)))
                        .toList());
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
