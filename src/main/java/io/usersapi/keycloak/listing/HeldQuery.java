package io.usersapi.keycloak.listing;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The roles and groups of some users, in one statement. Each id is a parameter of its own: a query with a list as a
 * parameter is translated to SQL anew whenever it runs (Hibernate's SqmSelectionQueryImpl caches the plans of all others).
 * The number of parameters is a power of two, so that pages of different sizes share few texts.
 */
final class HeldQuery {

    static final int ROLE = 0;
    private static final int GROUP = 1;
    /** The group of an organization that manages the user. */
    static final int MANAGING_GROUP = 2;

    private static final Map<Integer, String> TEXTS = new ConcurrentHashMap<>();

    private HeldQuery() {}

    /**
     * Triples of a user's id, the id of a role or a group, and which of the two it is. No column is null in one half and a
     * text in the other: to MariaDB a null is a text of the connection's collation, and it unites no two collations.
     */
    static List<Object[]> of(EntityManager entities, List<String> userIds) {
        int parameters = Integer.highestOneBit(2 * userIds.size() - 1);
        TypedQuery<Object[]> query =
                entities.createQuery(TEXTS.computeIfAbsent(parameters, HeldQuery::text), Object[].class);
        for (int i = 0; i < parameters; i++) {
            query.setParameter("id" + i, userIds.get(Math.min(i, userIds.size() - 1)));
        }
        return query.getResultList();
    }

    private static String text(int parameters) {
        String ids =
                IntStream.range(0, parameters).mapToObj(i -> ":id" + i).collect(Collectors.joining(", ", "(", ")"));
        return "select m.user.id, m.roleId, " + ROLE + " from UserRoleMappingEntity m where m.user.id in " + ids
                + " union all"
                + " select g.user.id, g.groupId, case when g.membershipType = 'MANAGED' then " + MANAGING_GROUP
                + " else " + GROUP + " end from UserGroupMembershipEntity g where g.user.id in " + ids;
    }
}
