package io.usersapi.keycloak.account.state;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The roles and groups that make their holders admins: the admin role, the roles that contain it at any depth, and the
 * groups that hold one of these roles, with all groups below them. Finding them takes one statement where, as usual, no
 * role contains the admin role.
 */
public final class AdminHolders {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;
    private final Set<String> roleIds = new HashSet<>();
    private final Set<String> groupIds = new HashSet<>();

    public AdminHolders(KeycloakSession session, RoleModel adminRole) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (adminRole != null) {
            findAbove(Set.of(adminRole.getId()));
        }
    }

    /** Goes up level by level: finds the roles that contain a role of the level, and the groups that hold one. */
    private void findAbove(Set<String> level) {
        Set<String> above = new HashSet<>(level);
        while (!above.isEmpty()) {
            roleIds.addAll(above);
            List<Object[]> holders = entities.createQuery(
                            "select c.parentRole.id, 0 from CompositeRoleEntity c"
                                    + " where c.childRole.id in (:roles)"
                                    + " union all"
                                    + " select g.group.id, 1 from GroupRoleMappingEntity g"
                                    + " where g.roleId in (:roles)",
                            Object[].class)
                    .setParameter("roles", above)
                    .getResultList();
            above = new HashSet<>();
            for (Object[] holder : holders) {
                if ((Integer) holder[1] == 0) {
                    above.add((String) holder[0]);
                } else {
                    addWithSubGroups((String) holder[0]);
                }
            }
            above.removeAll(roleIds);
        }
    }

    private void addWithSubGroups(String groupId) {
        GroupModel group = session.groups().getGroupById(realm, groupId);
        // Keycloak gives no roles through the group of an organization (UserAdapter.getGroupsStream).
        if (group != null && group.getType() == GroupModel.Type.REALM) {
            withSubGroups(group).map(GroupModel::getId).forEach(groupIds::add);
        }
    }

    private static Stream<GroupModel> withSubGroups(GroupModel group) {
        return Stream.concat(Stream.of(group), group.getSubGroupsStream().flatMap(AdminHolders::withSubGroups));
    }

    /** Those of many users who are admins, by what this transaction sees. */
    public Set<String> among(Collection<String> users) {
        Set<String> admins = new HashSet<>(holders("UserRoleMappingEntity", "roleId", roleIds, users));
        admins.addAll(holders("UserGroupMembershipEntity", "groupId", groupIds, users));
        return admins;
    }

    private List<String> holders(String entity, String column, Set<String> held, Collection<String> users) {
        return held.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "select m.user.id from " + entity + " m where m.user.id in (:users) and m." + column
                                        + " in (:held)",
                                String.class)
                        .setParameter("users", users)
                        .setParameter("held", held)
                        .getResultList();
    }

    /** The ids of the roles; empty where the realm has no admin role. */
    public Set<String> roleIds() {
        return roleIds;
    }

    /** The ids of the groups. */
    public Set<String> groupIds() {
        return groupIds;
    }
}
