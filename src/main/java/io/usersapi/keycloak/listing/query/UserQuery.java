package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.account.value.DatabaseKind;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;

/**
 * Reads the users of a predicate: a page, or their number. The methods that narrow the users answer another query and
 * leave this one as it is.
 */
final class UserQuery {

    /**
     * An order that changes nothing, since all users of a realm are equal in it. JPQL wants an order where it has a
     * limit.
     */
    private static final String NO_ORDER = "u.realmId";

    /** How many users beyond a page are read without noticeable cost. */
    private static final int FEW = 1000;

    private final EntityManager entities;
    private final UserPredicate users;

    UserQuery(EntityManager entities, UserPredicate users) {
        this.entities = entities;
        this.users = users;
    }

    /** Another query: those of the users that come after the cursor in the order of creation. */
    UserQuery behind(Cursor cursor, Sort sort) {
        String after = sort.descending() ? "<" : ">";
        if (!cursor.isDated()) {
            return undated().and("u.id " + after + " :id", "id", cursor.id());
        }
        // An index on the time can serve the first comparison only; the second makes the condition exact.
        return from(cursor.createdAt(), sort)
                .and("(u.createdTimestamp " + after + " :createdAt or u.id " + after + " :id)", "id", cursor.id());
    }

    /** Another query: those of the users who have a time of creation. */
    UserQuery dated() {
        return new UserQuery(entities, users.copy().and("u.createdTimestamp is not null"));
    }

    /** Another query: those of the users who have no time of creation. */
    UserQuery undated() {
        return new UserQuery(entities, users.copy().and("u.createdTimestamp is null"));
    }

    /**
     * Another query: those of the users who were created at the time or come later in the order of creation.
     *
     * @param createdAt milliseconds since 1970
     */
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
     * A page of the users. Where an index finds few users, all of them are read and sorted. Where it finds many, the
     * users are read in the order itself, since the first of the order are soon met.
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

    /**
     * A page of the users, read in the order. The number of rows stands in the text of the query, and so does an offset
     * of 0. As parameters, both would make PostgreSQL plan the query anew for each page.
     */
    List<UserRow> rows(Sort sort, int offset, int limit) {
        String direction = sort.direction();
        String inOrder = " from UserEntity u where " + users.jpql() + " order by " + sort.column() + direction
                + ", u.id" + direction;
        String page = " offset :offset rows" + first(limit);
        if (offset == 0) {
            page = first(limit);
        } else if (offset <= FEW && DatabaseKind.isPostgres(entities)) {
            inOrder = " from (select " + UserColumn.ALL_NAMED + ", " + sort.column() + " as place" + inOrder
                    + first(bound(offset + limit)) + ") u order by u.place" + direction + ", u.id" + direction;
        }
        TypedQuery<Object[]> query =
                users.bind(entities.createQuery("select " + UserColumn.ALL + inOrder + page, Object[].class));
        if (offset != 0) {
            query.setParameter("offset", offset);
        }
        return UsersQuery.atOnce(query).getResultStream().map(UserRow::new).toList();
    }

    private static String first(int rows) {
        return " fetch first " + rows + " rows only";
    }

    /**
     * A number of rows that few queries differ in: the next power of two. PostgreSQL reckons with a tenth of the rows before
     * an offset that it does not know. A tenth of a realm would be so dear that it makes a plan for each offset, which takes
     * it half as long as the page. It reads no more of the rows than the page needs.
     */
    private static int bound(int rows) {
        return Integer.highestOneBit(Math.max(rows, 64) - 1) << 1;
    }

    /**
     * A page and the number of users, read in one go through the users. The page is one of the first {@code most} users
     * of the order, or of any {@code most} users where an index finds them.
     *
     * @return the columns of a {@link UserRow}, and after them the number of all users that match, up to {@code most}
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
        return UsersQuery.atOnce(users.bind(entities.createQuery(
                        "select " + UserColumn.ALL + ", p.total from (" + page
                                + ") p join UserEntity u on u.id = p.id order by p.place" + direction + ", p.id"
                                + direction,
                        Object[].class)))
                .setParameter("offset", offset)
                .setParameter("limit", limit)
                .getResultList();
    }

    /**
     * The expression that orders the users. For a search it is no plain column: PostgreSQL would otherwise read all
     * users one by one in the order of the column's index, which takes twice as long as reading the table and sorting
     * what was found.
     */
    private String place(Sort sort) {
        return users.readsAll() && sort.key() == Sort.Key.CREATED_AT ? sort.column() + " + 0" : sort.column();
    }

    /** The exact number; the database reads every user that matches. */
    Total total() {
        return new Total(
                users.bind(entities.createQuery("select count(u) from UserEntity u where " + users.jpql(), Long.class))
                        .getSingleResult(),
                false);
    }

    /**
     * The number up to {@code limit}; the database reads one user more than the limit at most, in the order of an index
     * of Keycloak.
     */
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
