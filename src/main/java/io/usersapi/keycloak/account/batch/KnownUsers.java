package io.usersapi.keycloak.account.batch;

import io.usersapi.keycloak.module.UserStores;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What is known of the addresses and ids of many new users. They are looked up for all users at once, because the rules
 * of one new user ask for its address half a dozen times. Keycloak is asked for what is not known here, and for every
 * address of a realm that has a user store.
 */
public final class KnownUsers {

    private final KeycloakSession session;
    private final RealmModel realm;
    /** The user who has an address; null where nobody has it. */
    private final Map<String, UserModel> owners = new HashMap<>();

    private final Set<String> freeIds = new HashSet<>();
    private final Set<String> givenIds = new HashSet<>();

    public KnownUsers(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Looks up addresses and ids, in up to three statements.
     *
     * @param addresses in lower case
     * @param ids of new users, in any case
     */
    public void lookUp(Set<String> addresses, Set<String> ids) {
        boolean hasStores = UserStores.areIn(realm);
        if (!addresses.isEmpty() && !hasStores) {
            lookUp(addresses);
        }
        if (!ids.isEmpty()) {
            List<String> taken = taken(session, ids);
            ids.stream()
                    .filter(id -> taken.stream().noneMatch(id::equalsIgnoreCase))
                    .forEach(freeIds::add);
        }
    }

    private void lookUp(Set<String> addresses) {
        UserLookUp users = new UserLookUp(session);
        Set<String> taken = new HashSet<>(users.texts("username", realm.getId(), addresses));
        taken.addAll(users.texts("email", realm.getId(), addresses));
        // MariaDB may find other addresses, since e and é are equal to it. Then nothing counts as known.
        if (addresses.containsAll(taken)) {
            addresses.stream()
                    .filter(address -> !taken.contains(address))
                    .forEach(address -> owners.put(address, null));
        }
    }

    /** Those of the ids that a row of users has, in any realm. Ids in upper or lower case are found as well. */
    static List<String> taken(KeycloakSession session, Collection<String> ids) {
        return new UserLookUp(session)
                .ids(ids.stream()
                        .flatMap(id -> Stream.of(id, id.toLowerCase(Locale.ROOT), id.toUpperCase(Locale.ROOT)))
                        .distinct()
                        .toList());
    }

    /**
     * Remembers a user whom this transaction has created. No query finds a user whose row has not been sent to the
     * database.
     */
    public void created(UserModel user) {
        owners.put(user.getUsername(), user);
        givenIds.add(user.getId().toLowerCase(Locale.ROOT));
    }

    /** Whether it is known who has the address, or that nobody has it. */
    boolean isKnown(String address) {
        return owners.containsKey(address);
    }

    /** The user who has the address, or null. Asked only where {@link #isKnown} is true. */
    UserModel owner(String address) {
        return owners.get(address);
    }

    /** Whether a row of users has the id, in any realm and in any case. Rows of soft-deleted users count. */
    public boolean isTaken(String id) {
        return givenIds.contains(id.toLowerCase(Locale.ROOT))
                || (!freeIds.contains(id) && !taken(session, List.of(id)).isEmpty());
    }
}
