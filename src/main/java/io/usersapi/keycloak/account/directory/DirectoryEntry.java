package io.usersapi.keycloak.account.directory;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction.TransactionState;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.ldap.LDAPStorageProvider;
import org.keycloak.storage.ldap.idm.model.LDAPObject;

/**
 * The entry of a user in an LDAP directory. Keycloak tells the directory of changed attributes only when the database
 * has committed (LDAPTransaction), when a refusal comes too late to roll anything back. Here the directory is told
 * before; Keycloak then tells it the same once more. Of a user that is kept elsewhere there is nothing to write.
 */
public final class DirectoryEntry {

    private static final Logger LOG = Logger.getLogger(DirectoryEntry.class);

    private final LDAPStorageProvider directory;
    private final String userId;
    private final LDAPObject entry;
    private final Map<String, Set<String>> before = new HashMap<>();
    private boolean written;

    private DirectoryEntry(LDAPStorageProvider directory, String userId) {
        this.directory = directory;
        this.userId = userId;
        this.entry = directory == null ? null : directory.getUserManager().getManagedLDAPObject(userId);
        if (entry != null) {
            entry.getAttributes().forEach((name, values) -> before.put(name, new LinkedHashSet<>(values)));
        }
    }

    /** The entry as this request has loaded it; to be made before the user is changed. */
    public static DirectoryEntry of(KeycloakSession session, UserModel user) {
        String store =
                StorageId.isLocalStorage(user.getId()) ? user.getFederationLink() : StorageId.providerId(user.getId());
        // Where Keycloak keeps the store of a request (AbstractStorageManager.getStorageProviderInstance).
        Object kept = store == null ? null : session.getAttribute(store);
        return new DirectoryEntry(kept instanceof LDAPStorageProvider ldap ? ldap : null, user.getId());
    }

    /**
     * Tells the directory what was changed so far.
     *
     * @throws ModelException where it refuses
     */
    public void write() {
        if (hasChanges()) {
            directory.getLdapIdentityStore().update(entry);
            written = true;
        }
    }

    private boolean hasChanges() {
        return entry != null
                && directory.getUserManager().getManagedProxiedUser(userId) != null
                && directory.getUserManager().getTransaction(userId).getState() == TransactionState.STARTED;
    }

    /** Gives the directory back what stood there, where something else of the same request was refused. */
    public void takeBack() {
        if (!written) {
            return;
        }
        Set<String> names = new TreeSet<>(entry.getAttributes().keySet());
        names.addAll(before.keySet());
        names.forEach(name -> entry.setAttribute(name, before.getOrDefault(name, Set.of())));
        try {
            directory.getLdapIdentityStore().update(entry);
        } catch (ModelException failed) {
            LOG.warnf(
                    "The change of user %s was refused, but the directory keeps a part of it: %s",
                    userId, failed.getClass().getSimpleName());
        }
    }
}
