package io.usersapi.keycloak.account.directory;

import io.usersapi.keycloak.module.ModuleAttributes;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.storage.adapter.AbstractInMemoryUserAdapter;

/** What is different with users that are kept in a directory: Keycloak imports them into its tables, or does not. */
public final class OutsideStore {

    private static final Logger LOG = Logger.getLogger(OutsideStore.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    public OutsideStore(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Whether the user was created at a known time: Keycloak makes one up, anew at each reading, for users that are
     * not imported (AbstractInMemoryUserAdapter).
     */
    public static boolean knowsTimes(UserModel user) {
        return StorageId.isLocalStorage(user.getId());
    }

    /** Whether Keycloak forgets, with the request, what the directory has no place for: status and roles. */
    public static boolean isForgetful(UserModel user) {
        boolean isCopy = user instanceof CachedUserModel && !StorageId.isLocalStorage(user.getId());
        UserModel inmost = isCopy ? ((CachedUserModel) user).getDelegateForUpdate() : user;
        while (inmost instanceof UserModelDelegate delegate) {
            inmost = delegate.getDelegate();
        }
        return inmost instanceof AbstractInMemoryUserAdapter;
    }

    /** A read-only directory refuses every attribute; what it imports stands in Keycloak's own tables all the same. */
    public void mirror(UserModel user, String enabled) {
        UserModel imported = imported(session, realm, user.getId());
        if (imported != null) {
            imported.setSingleAttribute(ModuleAttributes.ACTIVE, enabled);
            if (user instanceof CachedUserModel) {
                UserStorageUtil.userCache(session).evict(realm, user);
            }
        }
    }

    /** Takes a user that was not fully created out of the directory again, which is no part of the transaction. */
    public void takeBack(UserModel user) {
        if (!user.isFederated()) {
            return;
        }
        try {
            session.users().removeUser(realm, user);
        } catch (RuntimeException failed) {
            LOG.warnf(
                    "Realm %s: the user %s was refused, but may stand in the directory: %s",
                    realm.getName(), user.getId(), failed.getClass().getSimpleName());
        }
    }

    /**
     * Gives Keycloak's copy of a user the name and the addresses of the directory, where the directory has refused
     * what the database has already committed.
     */
    public void readAgain(String id) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            RealmModel same = other.realms().getRealm(realm.getId());
            other.getContext().setRealm(same);
            UserModel imported = imported(other, same, id);
            if (imported != null) {
                UserStorageUtil.userCache(other).evict(same, imported);
                UserModel there = other.users().getUserById(same, id);
                imported.setUsername(there.getUsername());
                imported.setEmail(there.getEmail());
                imported.setFirstName(there.getFirstName());
                imported.setLastName(there.getLastName());
            }
        });
    }

    /** An operator's mistake. Of the cause only its kind: its words name people. */
    public static void warnOf(ModelException refusal) {
        Throwable root = refusal;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        LOG.warnf(
                "A directory refused a change that its edit mode allows: %s",
                root.getClass().getSimpleName());
    }

    private static UserModel imported(KeycloakSession session, RealmModel realm, String id) {
        return UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, id);
    }
}
