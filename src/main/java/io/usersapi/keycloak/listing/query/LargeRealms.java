package io.usersapi.keycloak.listing.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.common.util.Time;
import org.keycloak.models.RealmModel;

/**
 * The realms that had many more users than a list counts when this node last counted them. That is believed for ten
 * seconds: so many users do not go in so short a time, and until then a page needs no count.
 */
final class LargeRealms {

    private static final long BELIEVED_MILLIS = 10_000;

    private static final Map<String, Long> COUNTED_AT = new ConcurrentHashMap<>();

    private LargeRealms() {}

    static void add(RealmModel realm) {
        COUNTED_AT.put(realm.getId(), Time.currentTimeMillis());
    }

    static boolean contains(RealmModel realm) {
        Long countedAt = COUNTED_AT.get(realm.getId());
        if (countedAt == null) {
            return false;
        }
        boolean believed = Math.abs(Time.currentTimeMillis() - countedAt) < BELIEVED_MILLIS;
        if (!believed) {
            COUNTED_AT.remove(realm.getId(), countedAt);
        }
        return believed;
    }
}
