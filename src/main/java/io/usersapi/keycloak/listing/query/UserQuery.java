package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;

/**
 * Reads the users of a predicate: a page, or their number. A query that stands at a place in the order of creation is another
 * one, of fewer users.
 */
final class UserQuery {

    /** What is the same for all users of a realm: JPQL wants an order where it has a limit. */
    private static final String NO_ORDER = "u.realmId";

    /** So many users more than a page are looked at in no time. */
    private static final int FEW = 1000;

    private final EntityManager entities;
    private final UserPredicate users;

    UserQuery(EntityManager entities, UserPredicate users) {
        this.entities = entities;
        this.users = users;
    }

    /** Another query, for those of the users that stand behind the cursor in the order of creation. */
    UserQuery behind(Cursor cursor, Sort sort) {
        String after = sort.descending() ? "<" : ">";
        if (!cursor.isDated()) {
            return undated().and("u.id " + after + " :id", "id", cursor.id());
        }
        // The first comparison alone is what an index on the time can use; the second is exact.
        return from(cursor.createdAt(), sort)
                .and("(u.createdTimestamp " + after + " :createdAt or u.id " + after + " :id)", "id", cursor.id());
    }

    /** Another query, for those of the users whose time of creation is known. */
    UserQuery dated() {
        return new UserQuery(entities, users.copy().and("u.createdTimestamp is not null"));
    }

    /** Another query, for those of the users whose time of creation is not known. */
    UserQuery undated() {
        return new UserQuery(entities, users.copy().and("u.createdTimestamp is null"));
    }

    /** Another query, for those of the users that were created at a time or come later in the order of creation. */
    UserQuery from(long createdAt, Sort sort) {
        return and("u.createdTimestamp " + (sort.descending() ? "<" : ">") + "= :createdAt", "createdAt", createdAt);
    }

    private UserQuery and(String condition, String parameter, Object value) {
        return new UserQuery(entities, users.copy().and(condition, parameter, value));
    }

    boolean isByIndex() {
        return users.isByIndex();
    }

    /**
     * A page of the users. Of those that an index finds, all are looked at where they are few; where they are many, the first
     * are soon met in the order itself.
     */
    List<UserRow> page(Sort sort, int offset, int limit) {
        if (users.isByIndex() && offset <= FEW) {
            int most = offset + limit + FEW;
            List<Object[]> found = countedRows(sort, offset, limit, most);
            if (found.isEmpty() || (Long) found.get(0)[UserRow.WIDTH] < most) {
                return found.stream().map(UserRow::new).toList();
            }
        }
        return rows(sort, offset, limit);
    }

    /** The number of rows is no parameter, nor is an offset of 0: PostgreSQL would plan the query anew for each page. */
    List<UserRow> rows(Sort sort, int offset, int limit) {
        String direction = sort.direction();
        TypedQuery<Object[]> query = users.bind(entities.createQuery(
                "select " + UserColumn.ALL + " from UserEntity u where " + users.jpql() + " order by " + sort.column()
                        + direction + ", u.id" + direction + (offset == 0 ? "" : " offset :offset rows")
                        + " fetch first " + limit + " rows only",
                Object[].class));
        if (offset != 0) {
            query.setParameter("offset", offset);
        }
        return query.getResultStream().map(UserRow::new).toList();
    }

    /**
     * A page of the first {@code most} users, or of any {@code most} where an index finds them, as columns of a
     * {@link UserRow} and behind them the number of all users that match, which is told up to {@code most}: the database goes
     * through the users once for both.
     */
    List<Object[]> countedRows(Sort sort, int offset, int limit, int most) {
        String direction = sort.direction();
        String place = place(sort);
        String matching = "select u.id as id, " + place + " as place from UserEntity u where " + users.jpql()
                + " order by " + (users.isByIndex() ? NO_ORDER : place + direction + ", u.id" + direction)
                + " fetch first " + most + " rows only";
        String page = "select t.id as id, t.place as place, count(*) over () as total from (" + matching + ") t"
                + " order by t.place" + direction + ", t.id" + direction
                + " offset :offset rows fetch first :limit rows only";
        return users.bind(entities.createQuery(
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
        return users.readsAll() && sort.key() == Sort.Key.CREATED_AT ? sort.column() + " + 0" : sort.column();
    }

    /** The exact number: reads every user that matches. */
    Total total() {
        return new Total(
                users.bind(entities.createQuery("select count(u) from UserEntity u where " + users.jpql(), Long.class))
                        .getSingleResult(),
                false);
    }

    /** The number up to {@code limit}: stops reading one behind it, in the order of an index of Keycloak's. */
    Total total(int limit) {
        long count = users.bind(entities.createQuery(
                        "select count(t.id) from (select u.id as id from UserEntity u where " + users.jpql()
                                + " order by " + (users.isByIndex() ? NO_ORDER : "u.createdTimestamp")
                                + " fetch first " + (limit + 1) + " rows only) t",
                        Long.class))
                .getSingleResult();
        return new Total(count, false).upTo(limit);
    }
}
