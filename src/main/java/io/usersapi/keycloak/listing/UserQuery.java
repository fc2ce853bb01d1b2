package io.usersapi.keycloak.listing;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * The predicate of a list in JPQL, shared by page and count. Its text depends on which parameters are there, never on
 * their values, so that the database's prepared statements are found again.
 */
final class UserQuery {

    private static final char ESCAPE = '!';

    private final EntityManager entities;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    UserQuery(EntityManager entities, RealmModel realm) {
        this.entities = entities;
        and("u.realmId = :realm", "realm", realm.getId());
        and("u.serviceAccountClientLink is null");
    }

    UserQuery search(String text) {
        String pattern = "%" + text.replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0") + "%";
        return and(
                "(lower(u.email) like :search escape '!'"
                        + " or lower(concat(coalesce(u.firstName, ''), ' ', coalesce(u.lastName, '')))"
                        + " like :search escape '!')",
                "search",
                pattern);
    }

    UserQuery email(String email) {
        return and("u.email = :email", "email", email);
    }

    /** Tombstones are told by their username, which no living user can have: no join, no subquery. */
    UserQuery status(UserFilter.Status status) {
        String tombstone = "concat('deleted-', u.id)";
        return switch (status) {
            case ALL -> this;
            case DELETED -> and("u.username = " + tombstone);
            case LIVING -> and("u.username <> " + tombstone);
            case ACTIVE -> and("u.username <> " + tombstone).and("u.enabled = true");
            case INACTIVE -> and("u.username <> " + tombstone).and("u.enabled = false");
        };
    }

    /** Users that hold one of the roles by themselves. */
    UserQuery holding(String roleId) {
        return and(
                "exists (select 1 from UserRoleMappingEntity rm where rm.user = u and rm.roleId = :role)",
                "role",
                roleId);
    }

    /** Users that are admins, or are not: by one of the roles that make an admin, or by one of the groups. */
    UserQuery admins(boolean wanted, Set<String> roleIds, Set<String> groupIds) {
        String byRole =
                "exists (select 1 from UserRoleMappingEntity am where am.user = u and am.roleId in (:adminRoles))";
        String byGroup = groupIds.isEmpty()
                ? ""
                : " or exists (select 1 from UserGroupMembershipEntity gm where gm.user = u and gm.groupId in (:adminGroups))";
        parameters.put("adminRoles", roleIds);
        if (!groupIds.isEmpty()) {
            parameters.put("adminGroups", groupIds);
        }
        return and((wanted ? "(" : "not (") + byRole + byGroup + ")");
    }

    private UserQuery and(String condition) {
        conditions.add(condition);
        return this;
    }

    private UserQuery and(String condition, String parameter, Object value) {
        parameters.put(parameter, value);
        return and(condition);
    }

    /** Users that stand behind the cursor, in the order of creation. */
    UserQuery behind(Cursor cursor, Sort sort) {
        String after = sort.descending() ? "<" : ">";
        parameters.put("createdAt", cursor.createdAt());
        // The first comparison alone is what an index on the time can use; the second is exact.
        return and("u.createdTimestamp " + after + "= :createdAt")
                .and("(u.createdTimestamp " + after + " :createdAt or u.id " + after + " :id)", "id", cursor.id());
    }

    List<UserEntity> rows(Sort sort, int offset, int limit) {
        String direction = sort.descending() ? " desc" : " asc";
        String order =
                switch (sort.key()) {
                    case CREATED_AT -> "u.createdTimestamp" + direction;
                    case UPDATED_AT -> "coalesce(u.lastModifiedTimestamp, u.createdTimestamp)" + direction;
                    case EMAIL -> "u.email" + direction;
                    case NAME -> "lower(concat(coalesce(u.firstName, ''), ' ', coalesce(u.lastName, '')))" + direction;
                };
        TypedQuery<UserEntity> query = bound(entities.createQuery(
                "select u from UserEntity u where " + where() + " order by " + order + ", u.id" + direction,
                UserEntity.class));
        return query.setFirstResult(offset).setMaxResults(limit).getResultList();
    }

    /** The exact number: reads every user that matches. */
    Total total() {
        return new Total(
                bound(entities.createQuery("select count(u) from UserEntity u where " + where(), Long.class))
                        .getSingleResult(),
                false);
    }

    /** The number up to {@code limit}: stops reading one behind it, in the order of an index of Keycloak's. */
    Total total(int limit) {
        long count = bound(entities.createQuery(
                        "select count(t.id) from (select u.id as id from UserEntity u where " + where()
                                + " order by u.createdTimestamp fetch first " + (limit + 1) + " rows only) t",
                        Long.class))
                .getSingleResult();
        return new Total(count, false).upTo(limit);
    }

    private String where() {
        return String.join(" and ", conditions);
    }

    private <T> TypedQuery<T> bound(TypedQuery<T> query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
