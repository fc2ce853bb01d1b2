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
 * The entry of a user in an LDAP directory. Keycloak sends changed attributes to the directory only after the database
 * has committed (LDAPTransaction), when a refusal can no longer roll anything back. This class sends them before the
 * commit; Keycloak then sends the same once more. For a user who is not kept in LDAP the methods do nothing.
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

    /** The entry as this request has loaded it. It must be asked for before the user is changed. */
    public static DirectoryEntry of(KeycloakSession session, UserModel user) {
        String store =
                StorageId.isLocalStorage(user.getId()) ? user.getFederationLink() : StorageId.providerId(user.getId());
        // Keycloak keeps the store of a request in this attribute (AbstractStorageManager.getStorageProviderInstance).
        Object kept = store == null ? null : session.getAttribute(store);
        return new DirectoryEntry(kept instanceof LDAPStorageProvider ldap ? ldap : null, user.getId());
    }

    /**
     * Sends to the directory what was changed so far.
     *
     * @throws ModelException where the directory refuses
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

    /**
     * Restores what the directory had before {@link #write}, where something else of the same request was refused. A
     * failure is logged.
     */
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
