package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.value.EmailAddress;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.jpa.UserAdapter;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.UserStorageUtil;

/**
 * Many users of the database, found and locked together: one query for all of their addresses, and one for all of their
 * rows. Whoever is not found here may still exist, and whoever is not locked here may be locked by another transaction.
 */
public final class FreeUsers {

    /** The form in which Keycloak makes ids. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;

    public FreeUsers(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * The ids of users.
     *
     * @param keys ids and addresses, as they were sent
     * @return the id by the key; an address that nobody or more than one user has is left out
     */
    public Map<String, String> named(Collection<String> keys) {
        Map<String, String> ids = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        for (String key : keys) {
            if (ID.matcher(key).matches()) {
                ids.put(key, key);
            } else {
                EmailAddress.of(key).ifPresent(address -> addresses.put(key, address.value()));
            }
        }
        Map<String, Optional<String>> owners = owners(new HashSet<>(addresses.values()));
        addresses.forEach(
                (key, address) -> owners.getOrDefault(address, Optional.empty()).ifPresent(id -> ids.put(key, id)));
        return ids;
    }

    /** The id by the address; nothing for an address that several users have. */
    private Map<String, Optional<String>> owners(Set<String> addresses) {
        Map<String, Optional<String>> owners = new HashMap<>();
        if (!addresses.isEmpty()) {
            entities.createQuery(
                            "select u.email, u.id from UserEntity u where u.realmId = :realm and u.email in (:addresses)",
                            Object[].class)
                    .setParameter("realm", realm.getId())
                    .setParameter("addresses", addresses)
                    .getResultList()
                    .forEach(row -> owners.merge(
                            (String) row[0], Optional.of((String) row[1]), (one, other) -> Optional.empty()));
        }
        return owners;
    }

    /**
     * Locks those of the users whom no other transaction has locked, and reads them afresh. Nobody is waited for. Users of
     * a directory are left out.
     *
     * @param ids of users whom this transaction has not read yet
     * @return the ids of the users of this realm who are locked now
     */
    public List<String> lock(Collection<String> ids) {
        List<String> locked = new ArrayList<>();
        if (!ids.isEmpty()) {
            UserCache cache = UserStorageUtil.userCache(session);
            for (UserEntity row : UserLock.takeFree(entities, realm.getId(), ids)) {
                locked.add(row.getId());
                if (cache != null) {
                    cache.evict(realm, new UserAdapter(session, realm, entities, row));
                }
            }
        }
        return locked;
    }
}
