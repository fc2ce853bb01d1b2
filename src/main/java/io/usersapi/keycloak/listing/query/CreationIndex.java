package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * The users of a realm in Keycloak's index on realm and time of creation. To count or to skip users in this index, the
 * database reads no row of the table. The index does not tell service accounts and tombstones, which a list leaves out.
 * Both are few in most realms, and other indexes of Keycloak find them, so they are counted apart and subtracted. Where
 * they are many, the answer is empty and the caller asks in another way.
 */
final class CreationIndex {

    /**
     * How many users a list may leave out at most, and how many users may share the time of creation at which a page
     * begins.
     */
    private static final int FEW = 1000;

    /**
     * How many users before a page are looked at first, and how many who are left out are reckoned with: it is seldom that
     * more share a time of creation, or are left out.
     */
    private static final int SOME = 100;

    private static final String OF_REALM = " from UserEntity u where u.realmId = :realm";

    private static final String SERVICE_ACCOUNT = OF_REALM + " and u.serviceAccountClientLink is not null";

    /**
     * The range of usernames contains all that begin with {@code deleted-}, whether or not a collation ignores the
     * hyphen, and an index can serve it. The condition after it is exact: {@link AccountState#tombstone}.
     */
    private static final String TOMBSTONE = OF_REALM + " and u.serviceAccountClientLink is null"
            + " and u.username >= 'deleted' and u.username < 'deletee' and %s";

    private static final String UP_TO_FEW = " fetch first " + (FEW + 1) + " rows only";

    /** The numbers of those left out as two negative counts, so that one statement gives all parts of a total. */
    private static final String LESS_LEFT_OUT =
            " union all select -count(*) from (select u.serviceAccountClientLink as link"
                    + SERVICE_ACCOUNT + " order by u.serviceAccountClientLink" + UP_TO_FEW + ") s"
                    + " union all select -count(*) from (select u.username as username"
                    + TOMBSTONE + " order by u.username" + UP_TO_FEW + ") d";

    private static final String CREATED = "(select u.createdTimestamp as createdAt";

    /**
     * The times of creation of those left out, marked with 0. Each half has a limit and an order of its own: SQL Server
     * accepts no limit without an order, and orders a union only by columns that the union selects.
     */
    private static final String LEFT_OUT = "select 0, s.createdAt from " + CREATED + SERVICE_ACCOUNT
            + " order by u.serviceAccountClientLink" + UP_TO_FEW + ") s"
            + " union all select 0, d.createdAt from " + CREATED + TOMBSTONE
            + " order by u.username" + UP_TO_FEW + ") d";

    private final EntityManager entities;
    private final RealmModel realm;
    private final int startsFrom;

    /**
     * The index of one realm.
     *
     * @param startsFrom the offset from which {@link #pageStart} is asked: before it, its statements cost more than they
     *     save
     */
    CreationIndex(EntityManager entities, RealmModel realm, int startsFrom) {
        this.entities = entities;
        this.realm = realm;
        this.startsFrom = startsFrom;
    }

    /**
     * The place where a page begins. The page consists of users who were created at this time or come later in the
     * order, without the first {@code skip} of them.
     *
     * @param createdAt milliseconds since 1970
     */
    record PageStart(long createdAt, int skip) {}

    /** The number of living users; empty where the users to subtract are many. */
    Optional<Total> total() {
        return counted("select count(*)" + OF_REALM);
    }

    /**
     * The number of living users up to {@code limit}; empty where the users to subtract are many. Where this node
     * counted many more users than the limit within the last ten seconds, the answer is that there are more.
     */
    Optional<Total> total(int limit) {
        if (LargeLists.contains(realm.getId())) {
            return Optional.of(new Total(limit, true));
        }
        // Counts some users more than the limit: those who are left out are subtracted from the count, and a margin
        // tells that a list is large.
        int most = limit + 1 + 3 * FEW;
        Optional<Total> total = counted("select count(*) from (select u.createdTimestamp as createdAt" + OF_REALM
                + " order by u.createdTimestamp fetch first " + most + " rows only) t");
        total.filter(counted -> counted.count() > limit + FEW).ifPresent(large -> LargeLists.add(realm.getId()));
        return total.map(counted -> counted.upTo(limit));
    }

    private Optional<Total> counted(String all) {
        List<Long> parts = query(all + LESS_LEFT_OUT.formatted(AccountState.tombstone(entities)))
                .getResultList();
        boolean many = parts.stream().anyMatch(part -> part < -FEW);
        long count = parts.stream().mapToLong(Long::longValue).sum();
        return many ? Optional.empty() : Optional.of(new Total(count, false));
    }

    /**
     * Where the page of {@code limit} living users after the first {@code offset} of them begins, in the order of
     * creation. The answer is empty where the index does not tell, for example among users without a time of creation.
     */
    Optional<PageStart> pageStart(Sort sort, int offset, int limit) {
        if (sort.key() != Sort.Key.CREATED_AT || offset < startsFrom) {
            return Optional.empty();
        }
        List<Long> leftOut = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        int first = Math.max(0, offset - SOME);
        String leftOutNow = LEFT_OUT.formatted(AccountState.tombstone(entities));
        entities.createQuery(leftOutNow + " union all select 1, t.createdAt from " + times(sort) + " t", Object[].class)
                .setParameter("realm", realm.getId())
                .setParameter("first", first)
                .setParameter("most", offset - first + limit + SOME)
                .getResultList()
                .forEach(row -> (row[0].equals(0) ? leftOut : times).add((Long) row[1]));
        if (leftOut.size() > FEW) {
            return Optional.empty();
        }
        // A union keeps no order.
        Comparator<Long> order = sort.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        times.sort(Comparator.nullsLast(order));
        return Optional.of(leftOut)
                .filter(few -> few.size() <= SOME)
                .flatMap(few -> pageStart(sort, offset, few, times, first))
                .or(() -> pageStartAmongMany(sort, offset, limit, leftOut));
    }

    private Optional<PageStart> pageStartAmongMany(Sort sort, int offset, int limit, List<Long> leftOut) {
        int first = Math.max(0, offset - FEW);
        List<Long> times = query("select t.createdAt from " + times(sort) + " t order by t.createdAt" + direction(sort))
                .setParameter("first", first)
                .setParameter("most", offset - first + limit + leftOut.size())
                .getResultList();
        return pageStart(sort, offset, leftOut, times, first);
    }

    /** The times of the users from one place in the order on, as many as a page can have, with those left out. */
    private static String times(Sort sort) {
        return CREATED + OF_REALM + " order by u.createdTimestamp" + direction(sort)
                + " offset :first rows fetch first :most rows only)";
    }

    private static String direction(Sort sort) {
        return sort.descending() ? " desc" : "";
    }

    /** @param first the place in the order of the first of the times */
    private static Optional<PageStart> pageStart(
            Sort sort, int offset, List<Long> leftOut, List<Long> times, int first) {
        if (times.size() <= offset - first || times.contains(null) || leftOut.contains(null)) {
            return Optional.empty();
        }
        Long createdAt = times.get(offset - first);
        int before = times.indexOf(createdAt);
        if (before == 0 && first > 0) {
            return Optional.empty();
        }
        long leftOutBefore = leftOut.stream()
                .filter(time -> sort.descending() ? time > createdAt : time < createdAt)
                .count();
        return Optional.of(new PageStart(createdAt, (int) (offset - (first + before - leftOutBefore))));
    }

    private TypedQuery<Long> query(String jpql) {
        return entities.createQuery(jpql, Long.class).setParameter("realm", realm.getId());
    }
}
