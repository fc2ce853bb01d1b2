package io.usersapi.keycloak.listing.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.common.util.Time;

/**
 * The lists that had many more users than a list counts, when this node last counted them. The answer counts as true
 * for ten seconds: so many users do not disappear in so short a time, and meanwhile a page needs no count.
 */
final class LargeLists {

    private static final long BELIEVED_MILLIS = 10_000;

    private static final Map<String, Long> COUNTED_AT = new ConcurrentHashMap<>();

    private LargeLists() {}

    /**
     * Notes that a list is large.
     *
     * @param list a text that no other list has, for example the realm's id for the list of all living users
     */
    static void add(String list) {
        COUNTED_AT.values().removeIf(countedAt -> !isBelieved(countedAt));
        COUNTED_AT.put(list, Time.currentTimeMillis());
    }

    static boolean contains(String list) {
        Long countedAt = COUNTED_AT.get(list);
        return countedAt != null && isBelieved(countedAt);
    }

    private static boolean isBelieved(long countedAt) {
        return Math.abs(Time.currentTimeMillis() - countedAt) < BELIEVED_MILLIS;
    }
}
