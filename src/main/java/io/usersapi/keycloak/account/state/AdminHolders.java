package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.UserStores;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
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

    /** How many admins of directories are found at most, for each way to be an admin. */
    private static final int MAX_OF_DIRECTORIES = 100;

    private static final String ROLES_ABOVE =
            "select c.parentRole.id, 0 from CompositeRoleEntity c where c.childRole.id in (:roles)";
    private static final String GROUPS_ABOVE =
            "select g.group.id, 1 from GroupRoleMappingEntity g where g.roleId in (:roles)";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;
    private final boolean newest;
    private final Set<String> roleIds = new HashSet<>();
    private final Set<String> groupIds = new HashSet<>();

    /** By what the transaction sees. */
    public AdminHolders(KeycloakSession session, RoleModel adminRole) {
        this(session, adminRole, false);
    }

    /**
     * By what was committed up to now, and what the transaction has written.
     *
     * @param newest whether rows are locked when they are read, which shows their newest state under any isolation level
     */
    AdminHolders(KeycloakSession session, RoleModel adminRole, boolean newest) {
        this.session = session;
        this.newest = newest;
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
            List<Object[]> holders = newest ? lockedHolders(above) : holders(above);
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

    /** The ids of what contains or holds one of the roles: 0 beside that of a role, 1 beside that of a group. */
    private List<Object[]> holders(Set<String> roles) {
        return entities.createQuery(ROLES_ABOVE + " union all " + GROUPS_ABOVE, Object[].class)
                .setParameter("roles", roles)
                .getResultList();
    }

    /** The same; no database locks what it unites. */
    private List<Object[]> lockedHolders(Set<String> roles) {
        return Stream.of(ROLES_ABOVE, GROUPS_ABOVE)
                .map(query -> entities.createQuery(query, Object[].class)
                        .setParameter("roles", roles)
                        .setLockMode(LockModeType.PESSIMISTIC_READ)
                        .getResultList())
                .flatMap(List::stream)
                .toList();
    }

    private void addWithSubGroups(String groupId) {
        GroupModel group = session.groups().getGroupById(realm, groupId);
        // Keycloak gives no roles through the group of an organization (UserAdapter.getGroupsStream).
        if (group != null && group.getType() == GroupModel.Type.REALM) {
            // Keycloak hides groups from some callers (PartialEvaluator), also from this method.
            AdminPermissionsSchema.runWithoutAuthorization(session, () -> addWithSubGroups(group));
        }
    }

    private void addWithSubGroups(GroupModel group) {
        groupIds.add(group.getId());
        ContainedRoles.below(group).forEach(this::addWithSubGroups);
    }

    /** Those of many users who are admins. */
    public Set<String> among(Collection<String> users) {
        Set<String> admins = new HashSet<>(holders("UserRoleMappingEntity", "roleId", roleIds, users));
        admins.addAll(holders("UserGroupMembershipEntity", "groupId", groupIds, users));
        return admins;
    }

    private List<String> holders(String entity, String column, Set<String> held, Collection<String> users) {
        if (held.isEmpty()) {
            return List.of();
        }
        TypedQuery<String> query = entities.createQuery(
                        "select m.user.id from " + entity + " m where m.user.id in (:users) and m." + column
                                + " in (:held)",
                        String.class)
                .setParameter("users", users)
                .setParameter("held", held);
        return (newest ? query.setLockMode(LockModeType.PESSIMISTIC_READ) : query).getResultList();
    }

    /**
     * Admins whose rows say enabled.
     *
     * @param here whether Keycloak itself keeps one of them
     * @param ofDirectories where Keycloak keeps none, the ids of some whom directories keep
     */
    record Active(boolean here, Set<String> ofDirectories) {}

    /** The active admins other than some. */
    Active active(Set<String> except) {
        List<Holding> holdings = List.of(
                new Holding("UserRoleMappingEntity", "roleId", roleIds, except),
                new Holding("UserGroupMembershipEntity", "groupId", groupIds, except));
        if (holdings.stream()
                .anyMatch(holding -> !users(holding, "(u.federationLink is null or u.federationLink = '')", 1)
                        .isEmpty())) {
            return new Active(true, Set.of());
        }
        if (!UserStores.areIn(realm)) {
            return new Active(false, Set.of());
        }
        return new Active(
                false,
                holdings.stream()
                        .flatMap(holding -> users(holding, "u.federationLink is not null", MAX_OF_DIRECTORIES).stream())
                        .collect(Collectors.toSet()));
    }

    /** What makes a user an admin: one of the roles, or membership in one of the groups. */
    private record Holding(String entity, String column, Set<String> ids, Set<String> except) {}

    /** @param keeper a condition on who keeps the users: Keycloak or a directory */
    private List<String> users(Holding holding, String keeper, int max) {
        if (holding.ids().isEmpty()) {
            return List.of();
        }
        String others = holding.except().isEmpty() ? "" : " and u.id not in (:except)";
        // Whoever is of a store or an organization that is switched off cannot sign in.
        AccountState.Condition enabled = new AccountState(session).enabled();
        TypedQuery<String> query = entities.createQuery(
                        "select u.id from " + holding.entity() + " m join m.user u where m." + holding.column()
                                + " in (:ids) and u.realmId = :realm and " + keeper + " and " + enabled.jpql()
                                + " and u.serviceAccountClientLink is null" + others
                                + (max > 1 ? " order by u.id" : ""),
                        String.class)
                .setParameter("ids", holding.ids())
                .setParameter("realm", realm.getId())
                .setMaxResults(max);
        enabled.parameters().forEach(query::setParameter);
        if (!holding.except().isEmpty()) {
            query.setParameter("except", holding.except());
        }
        if (newest) {
            query.setLockMode(LockModeType.PESSIMISTIC_READ);
        }
        return query.getResultList();
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
