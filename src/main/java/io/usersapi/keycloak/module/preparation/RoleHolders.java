package io.usersapi.keycloak.module.preparation;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.workflow.RevokeRoleStepProviderFactory;

/**
 * The holders of a realm role. Users hold it directly, through roles that contain it, or through groups, those of
 * organizations included, and the groups below them. The number of statements does not grow with the number of users.
 */
public final class RoleHolders {

    /**
     * Counts the users by role. Roles and groups belong to one realm, so their users do, too. Roles and groups are
     * counted by two queries, because for an "or" of both a database reads all users.
     */
    private static final String BY_ROLE =
            "select count(distinct m.user.id) from UserRoleMappingEntity m where m.roleId in (:roles)";

    private static final String BY_GROUP_ALONE =
            "select count(distinct g.user.id) from UserGroupMembershipEntity g where g.groupId in (:groups) and not exists"
                    + " (select 1 from UserRoleMappingEntity m where m.user = g.user and m.roleId in (:roles))";

    /** Counts users of stores that do not import them. */
    private static final String OUTSIDE = "select count(u.id) from FederatedUser u where u.realmId = :realm and (exists"
            + " (select 1 from FederatedUserRoleMappingEntity m where m.userId = u.id and m.roleId in (:roles)) or exists"
            + " (select 1 from FederatedUserGroupMembershipEntity g where g.userId = u.id and g.groupId in (:groups)))";

    private final RealmModel realm;
    private final RoleModel role;
    private final EntityManager entities;
    private final Set<String> roles = new HashSet<>();
    private final Set<String> groups = new HashSet<>();

    public RoleHolders(KeycloakSession session, RoleModel role) {
        this.realm = session.getContext().getRealm();
        this.role = role;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        climb(
                roles,
                Set.of(role.getId()),
                "select c.parentRole.id from CompositeRoleEntity c where c.childRole.id in (:ids)");
        climb(
                groups,
                ids("select g.group.id from GroupRoleMappingEntity g where g.roleId in (:ids)", roles),
                "select g.id from GroupEntity g where g.parentId in (:ids)");
    }

    /** Whether anybody holds the role, or could get it through a group, another role, a mapper or a workflow. */
    boolean any() {
        return isEverybodys() || roles.size() > 1 || !groups.isEmpty() || giving() > 0 || users() > 0;
    }

    /** Whether each new user gets the role. */
    private boolean isEverybodys() {
        return roles.contains(realm.getDefaultRole().getId());
    }

    /** How many users hold the role. */
    public long users() {
        if (isEverybodys()) {
            return all(entities).getSingleResult();
        }
        return queries().stream()
                .mapToLong(query -> query.apply(entities).getSingleResult())
                .sum();
    }

    /** How many users hold the role; empty where counting takes too long. */
    public Optional<Long> users(BoundedCount counts) {
        if (isEverybodys()) {
            return counts.of(other -> all(other));
        }
        long users = 0;
        for (Function<EntityManager, TypedQuery<Long>> query : queries()) {
            Optional<Long> counted = counts.of(query);
            if (counted.isEmpty()) {
                return counted;
            }
            users += counted.get();
        }
        return Optional.of(users);
    }

    /** How many mappers of identity providers and directories, and steps of workflows, give the role to users. */
    private long giving() {
        return realm.getIdentityProviderMappersStream()
                        .filter(mapper -> isNamed(mapper.getConfig().get("role")))
                        .count()
                + realm.getComponentsStream()
                        .filter(component -> givesByName(component) || mapsRealmRoles(component))
                        .count();
    }

    /** Whether the component names the role and does not take it away. A step of a workflow may name several roles. */
    private boolean givesByName(ComponentModel component) {
        return !RevokeRoleStepProviderFactory.ID.equals(component.getProviderId())
                && component.getConfig().getOrDefault("role", List.of()).stream()
                        .anyMatch(this::isNamed);
    }

    /** Whether the name leads to the role. The database decides: to MariaDB {@code Admin} and {@code admin} are one. */
    private boolean isNamed(String name) {
        return name != null && role.equals(realm.getRole(name));
    }

    /**
     * Whether the component makes a directory's roles realm roles of the same names. Users of the directory need not
     * have a row.
     */
    private static boolean mapsRealmRoles(ComponentModel component) {
        return "role-ldap-mapper".equals(component.getProviderId())
                && !"false".equals(component.get("use.realm.roles.mapping"));
    }

    /** How many hold the role in which way, for the log. */
    String told() {
        return users() + " users hold it; " + (roles.size() - 1) + " roles contain it, " + groups.size()
                + " groups bring it, " + giving()
                + " mappers of identity providers or directories, or steps of workflows, hand"
                + " it out";
    }

    private TypedQuery<Long> all(EntityManager asked) {
        return asked.createQuery("select count(u.id) from UserEntity u where u.realmId = :realm", Long.class)
                .setParameter("realm", realm.getId());
    }

    /** The queries whose results, added up, are the number of users. */
    private List<Function<EntityManager, TypedQuery<Long>>> queries() {
        Set<String> some = groups.isEmpty() ? Set.of("-") : groups;
        return List.of(
                asked -> asked.createQuery(BY_ROLE, Long.class).setParameter("roles", roles),
                asked -> asked.createQuery(BY_GROUP_ALONE, Long.class)
                        .setParameter("groups", some)
                        .setParameter("roles", roles),
                asked -> asked.createQuery(OUTSIDE, Long.class)
                        .setParameter("realm", realm.getId())
                        .setParameter("groups", some)
                        .setParameter("roles", roles));
    }

    /** Adds the first ids to the set, and then, level by level, what the query finds for them. */
    private void climb(Set<String> all, Collection<String> first, String query) {
        Set<String> level = new HashSet<>(first);
        while (!level.isEmpty()) {
            all.addAll(level);
            level = new HashSet<>(ids(query, level));
            level.removeAll(all);
        }
    }

    private List<String> ids(String query, Collection<String> ids) {
        return entities.createQuery(query, String.class)
                .setParameter("ids", ids)
                .getResultList();
    }
}
