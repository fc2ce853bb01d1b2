package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.AccountState;
import io.usersapi.keycloak.accounts.Invitation;
import io.usersapi.keycloak.accounts.UserColumn;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.RealmModel;
import org.keycloak.storage.jpa.JpaHashUtils;

/**
 * The predicate of a list in JPQL, shared by page and count. Its text depends on which parameters are there, never on
 * their values, so that the database's prepared statements are found again.
 *
 * <p>Keycloak stores e-mail addresses and usernames in lower case ({@code UserAdapter.setEmail}): they are compared as
 * they are.
 */
final class UserQuery {

    /** Longer values stand in a column of their own. */
    private static final int MAX_PLAIN_VALUE = 255;

    private final EntityManager entities;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private boolean readsAll;

    UserQuery(EntityManager entities, RealmModel realm) {
        this.entities = entities;
        and("u.realmId = :realm", "realm", realm.getId());
        and("u.serviceAccountClientLink is null");
    }

    private UserQuery(UserQuery wider) {
        this.entities = wider.entities;
        this.conditions.addAll(wider.conditions);
        this.parameters.putAll(wider.parameters);
        this.readsAll = wider.readsAll;
    }

    UserQuery search(String text) {
        Search search = Search.of(text);
        readsAll = true;
        parameters.putAll(search.parameters());
        return and(search.condition(column -> ExactText.comparable(entities, column, search.text())));
    }

    UserQuery email(String email) {
        return and("u.email = :email", "email", email);
    }

    UserQuery status(UserFilter.Status status, AccountState state) {
        return switch (status) {
            case ALL -> this;
            case DELETED -> and(AccountState.TOMBSTONE);
            case LIVING -> and(AccountState.LIVING);
            case ACTIVE -> and(AccountState.LIVING).and(state.enabled());
            case INACTIVE -> and(AccountState.LIVING).and(state.disabled());
        };
    }

    /** Users who were invited and have set no password yet. */
    UserQuery invited() {
        return and(Invitation.IS_PENDING);
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

    UserQuery emailVerified(boolean wanted) {
        return and("u.emailVerified = " + wanted);
    }

    /** Users that have the value among those of the attribute. Of a long one Keycloak keeps a hash (UserAttributeEntity). */
    UserQuery having(AttributeFilter filter) {
        String a = "a" + conditions.size();
        boolean isLong = filter.value().length() > MAX_PLAIN_VALUE;
        parameters.put(a + "Name", filter.name());
        parameters.put(a + "Value", isLong ? JpaHashUtils.hashForAttributeValue(filter.value()) : filter.value());
        String value = isLong
                ? a + ".longValueHash = :" + a + "Value"
                : ExactText.equal(entities, a + ".value", ":" + a + "Value", filter.value());
        return and("exists (select 1 from UserAttributeEntity " + a + " where " + a + ".user = u and "
                + ExactText.equal(entities, a + ".name", ":" + a + "Name", filter.name()) + " and " + value + ")");
    }

    UserQuery and(AccountState.Condition condition) {
        parameters.putAll(condition.parameters());
        return and(condition.jpql());
    }

    private UserQuery and(String condition) {
        conditions.add(condition);
        return this;
    }

    private UserQuery and(String condition, String parameter, Object value) {
        parameters.put(parameter, value);
        return and(condition);
    }

    /** Another query, for those of the users that stand behind the cursor in the order of creation. */
    UserQuery behind(Cursor cursor, Sort sort) {
        if (!cursor.isDated()) {
            return undated().and("u.id " + (sort.descending() ? "<" : ">") + " :id", "id", cursor.id());
        }
        String after = sort.descending() ? "<" : ">";
        // The first comparison alone is what an index on the time can use; the second is exact.
        return from(cursor.createdAt(), sort)
                .and("(u.createdTimestamp " + after + " :createdAt or u.id " + after + " :id)", "id", cursor.id());
    }

    /** Another query, for those of the users whose time of creation is known. */
    UserQuery dated() {
        return new UserQuery(this).and("u.createdTimestamp is not null");
    }

    /** Another query, for those of the users whose time of creation is not known. */
    UserQuery undated() {
        return new UserQuery(this).and("u.createdTimestamp is null");
    }

    /** Another query, for those of the users that were created at a time or come later in the order of creation. */
    UserQuery from(long createdAt, Sort sort) {
        return new UserQuery(this)
                .and("u.createdTimestamp " + (sort.descending() ? "<" : ">") + "= :createdAt", "createdAt", createdAt);
    }

    /** The number of rows is no parameter, nor is an offset of 0: PostgreSQL would plan the query anew for each page. */
    List<UserRow> rows(Sort sort, int offset, int limit) {
        String direction = sort.direction();
        TypedQuery<Object[]> query = bound(entities.createQuery(
                "select " + UserColumn.ALL + " from UserEntity u where " + where() + " order by " + sort.column()
                        + direction + ", u.id" + direction + (offset == 0 ? "" : " offset :offset rows")
                        + " fetch first " + limit + " rows only",
                Object[].class));
        if (offset != 0) {
            query.setParameter("offset", offset);
        }
        return query.getResultStream().map(UserRow::new).toList();
    }

    /**
     * A page of the first {@code most} users, as columns of a {@link UserRow} and behind them the number of all users that
     * match, which is told up to {@code most}: the database goes through the users once for both.
     */
    List<Object[]> countedRows(Sort sort, int offset, int limit, int most) {
        String direction = sort.direction();
        String place = place(sort);
        String matching = "select u.id as id, " + place + " as place from UserEntity u where " + where() + " order by "
                + place + direction + ", u.id" + direction + " fetch first " + most + " rows only";
        String page = "select t.id as id, t.place as place, count(*) over () as total from (" + matching + ") t"
                + " order by t.place" + direction + ", t.id" + direction
                + " offset :offset rows fetch first :limit rows only";
        return bound(entities.createQuery(
                        "select " + UserColumn.ALL + ", p.total from (" + page
                                + ") p join UserEntity u on u.id = p.id order by p.place" + direction + ", p.id"
                                + direction,
                        Object[].class))
                .setParameter("offset", offset)
                .setParameter("limit", limit)
                .getResultList();
    }

    /**
     * What a search is ordered by is no column with an index: PostgreSQL's plan for any text would read all users in the
     * order of that index, one by one, which takes twice as long as to read the table and sort what was found.
     */
    private String place(Sort sort) {
        return readsAll && sort.key() == Sort.Key.CREATED_AT ? sort.column() + " + 0" : sort.column();
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
