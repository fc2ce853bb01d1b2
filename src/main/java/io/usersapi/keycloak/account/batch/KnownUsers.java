package io.usersapi.keycloak.account.batch;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.UserStorageProvider;

/**
 * What is known of the addresses and ids of many new users: they are looked up for all of them at once. The rules of one new
 * user ask for its address half a dozen times. What is not known is asked of Keycloak, and so is every address of a realm
 * that has a user store.
 */
public final class KnownUsers {

    private final KeycloakSession session;
    private final RealmModel realm;
    /** Who has an address; null is nobody. */
    private final Map<String, UserModel> owners = new HashMap<>();

    private final Set<String> freeIds = new HashSet<>();
    private final Set<String> givenIds = new HashSet<>();

    public KnownUsers(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Looks up addresses, in lower case, and ids. */
    public void lookUp(Set<String> addresses, Set<String> ids) {
        boolean hasStores =
                realm.getStorageProviders(UserStorageProvider.class).findAny().isPresent();
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
        Set<String> taken = new HashSet<>(taken("username", addresses));
        taken.addAll(taken("email", addresses));
        // MariaDB finds others, too: to it e and é are equal. Then nothing is known.
        if (addresses.containsAll(taken)) {
            addresses.stream()
                    .filter(address -> !taken.contains(address))
                    .forEach(address -> owners.put(address, null));
        }
    }

    private List<String> taken(String column, Set<String> addresses) {
        return entities(session)
                .createQuery(
                        "select u." + column + " from UserEntity u where u.realmId = :realm and u." + column
                                + " in (:addresses)",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("addresses", addresses)
                .getResultList();
    }

    /** Those of the ids, in whatever case, that a row of users has, in any realm. */
    static List<String> taken(KeycloakSession session, Collection<String> ids) {
        return entities(session)
                .createQuery("select u.id from UserEntity u where u.id in (:ids)", String.class)
                .setParameter(
                        "ids",
                        ids.stream()
                                .flatMap(id -> Stream.of(id, id.toLowerCase(Locale.ROOT), id.toUpperCase(Locale.ROOT)))
                                .distinct()
                                .toList())
                .getResultList();
    }

    private static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Remembers whom this transaction has created: no query finds a user whose row is not sent to the database yet. */
    public void created(UserModel user) {
        owners.put(user.getUsername(), user);
        givenIds.add(user.getId().toLowerCase(Locale.ROOT));
    }

    /** Whether it is known who has the address, be it nobody. */
    boolean isKnown(String address) {
        return owners.containsKey(address);
    }

    /** Who has an address of which that is known, or null. */
    UserModel owner(String address) {
        return owners.get(address);
    }

    /** Whether a row of users has the id, living or dead, here or in another realm, in whatever case. */
    public boolean isTaken(String id) {
        return givenIds.contains(id.toLowerCase(Locale.ROOT))
                || (!freeIds.contains(id) && !taken(session, List.of(id)).isEmpty());
    }
}
