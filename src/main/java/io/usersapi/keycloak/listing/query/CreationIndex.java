package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * All users of a realm as Keycloak's index on realm and time of creation has them. To count or to skip users there, the
 * database reads no row. The index does not tell whom a list leaves out, service accounts and tombstones: they are
 * few in most realms, are found by other indexes of Keycloak's, and are taken off. Where they are many, there is no answer.
 */
final class CreationIndex {

    /** How many users are left out at most, and how many may share the time of creation of a place. */
    private static final int FEW = 1000;

    private static final String OF_REALM = " from UserEntity u where u.realmId = :realm";

    private static final String SERVICE_ACCOUNT = OF_REALM + " and u.serviceAccountClientLink is not null";

    /**
     * The range of usernames holds all that begin with {@code deleted-}, whether a collation heeds the hyphen or not, and
     * is what an index can use; the condition behind it is exact.
     */
    private static final String TOMBSTONE = OF_REALM + " and u.serviceAccountClientLink is null"
            + " and u.username >= 'deleted' and u.username < 'deletee' and "
            + AccountState.TOMBSTONE;

    private static final String UP_TO_FEW = " fetch first " + (FEW + 1) + " rows only";

    /** Two negative counts, so that one statement gives all parts of a total. */
    private static final String LESS_LEFT_OUT =
            " union all select -count(*) from (select u.serviceAccountClientLink as link"
                    + SERVICE_ACCOUNT + " order by u.serviceAccountClientLink" + UP_TO_FEW + ") s"
                    + " union all select -count(*) from (select u.username as username"
                    + TOMBSTONE + " order by u.username" + UP_TO_FEW + ") d";

    private final EntityManager entities;
    private final RealmModel realm;
    private final int placesFrom;

    /** @param placesFrom the offset from which a place is worth its two statements */
    CreationIndex(EntityManager entities, RealmModel realm, int placesFrom) {
        this.entities = entities;
        this.realm = realm;
        this.placesFrom = placesFrom;
    }

    /** Where a list goes on: with the users of this time of creation, but for the first {@code skip} of them and behind them. */
    record Place(long createdAt, int skip) {}

    /** The number of living users. */
    Optional<Total> total() {
        return counted("select count(*)" + OF_REALM);
    }

    /** The number of living users up to {@code limit}; where they were many more a moment ago, they still are. */
    Optional<Total> total(int limit) {
        if (LargeLists.contains(realm.getId())) {
            return Optional.of(new Total(limit, true));
        }
        // Some more than the limit, to know it in spite of those who are left out, and by a margin.
        int most = limit + 1 + 3 * FEW;
        Optional<Total> total = counted("select count(*) from (select u.createdTimestamp as createdAt" + OF_REALM
                + " order by u.createdTimestamp fetch first " + most + " rows only) t");
        total.filter(counted -> counted.count() > limit + FEW).ifPresent(large -> LargeLists.add(realm.getId()));
        return total.map(counted -> counted.upTo(limit));
    }

    private Optional<Total> counted(String all) {
        List<Long> parts = query(all + LESS_LEFT_OUT).getResultList();
        boolean many = parts.stream().anyMatch(part -> part < -FEW);
        long count = parts.stream().mapToLong(Long::longValue).sum();
        return many ? Optional.empty() : Optional.of(new Total(count, false));
    }

    /**
     * Where {@code limit} living users behind {@code offset} others are, in an order of creation; nothing where that is not
     * told, as among users without a time of creation.
     */
    Optional<Place> place(Sort sort, int offset, int limit) {
        if (sort.key() != Sort.Key.CREATED_AT || offset < placesFrom) {
            return Optional.empty();
        }
        return leftOut().flatMap(times -> place(sort, offset, limit, times));
    }

    private Optional<Place> place(Sort sort, int offset, int limit, List<Long> leftOut) {
        // All of the page, whomever it leaves out, and as many before it.
        int first = Math.max(0, offset - FEW);
        List<Long> times = query("select u.createdTimestamp" + OF_REALM + " order by u.createdTimestamp"
                        + (sort.descending() ? " desc" : ""))
                .setFirstResult(first)
                .setMaxResults(offset - first + limit + FEW)
                .getResultList();
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
        return Optional.of(new Place(createdAt, (int) (offset - (first + before - leftOutBefore))));
    }

    /**
     * The times of creation of whom the list leaves out; nothing where they are many. Each half has a limit and an order of
     * its own: SQL Server knows no limit without an order, and orders the whole by nothing but what it shows.
     */
    private Optional<List<Long>> leftOut() {
        String created = "(select u.createdTimestamp as createdAt";
        List<Long> times = query("select s.createdAt from " + created + SERVICE_ACCOUNT
                        + " order by u.serviceAccountClientLink" + UP_TO_FEW + ") s"
                        + " union all select d.createdAt from " + created + TOMBSTONE
                        + " order by u.username" + UP_TO_FEW + ") d")
                .getResultList();
        return Optional.of(times).filter(found -> found.size() <= FEW);
    }

    private TypedQuery<Long> query(String jpql) {
        return entities.createQuery(jpql, Long.class).setParameter("realm", realm.getId());
    }
}
