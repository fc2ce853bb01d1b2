package io.usersapi.keycloak.account.directory;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.storage.adapter.AbstractInMemoryUserAdapter;

/**
 * Treats users of user federation, whom a directory keeps. Keycloak imports such users into its tables, or does not.
 */
public final class OutsideStore {

    private static final Logger LOG = Logger.getLogger(OutsideStore.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    public OutsideStore(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Whether the user's time of creation is known. For users who are not imported, Keycloak makes up a time at each
     * reading (AbstractInMemoryUserAdapter).
     */
    public static boolean knowsTimes(UserModel user) {
        return StorageId.isLocalStorage(user.getId());
    }

    /**
     * Whether Keycloak forgets the status and the roles of the user when the request ends, because the directory has no
     * place for them.
     */
    public static boolean isForgetful(UserModel user) {
        boolean isCopy = user instanceof CachedUserModel && !StorageId.isLocalStorage(user.getId());
        UserModel inmost = isCopy ? ((CachedUserModel) user).getDelegateForUpdate() : user;
        while (inmost instanceof UserModelDelegate delegate) {
            inmost = delegate.getDelegate();
        }
        return inmost instanceof AbstractInMemoryUserAdapter;
    }

    /**
     * Writes the attribute {@code active} to Keycloak's copy of the user, where there is one. A read-only directory
     * would refuse the attribute, although the copy stands in Keycloak's own tables.
     *
     * @param enabled {@code true} or {@code false}
     */
    public void mirror(UserModel user, String enabled) {
        UserModel imported = imported(session, realm, user.getId());
        if (imported != null) {
            imported.setSingleAttribute(ModuleAttributes.ACTIVE, enabled);
            if (user instanceof CachedUserModel) {
                UserStorageUtil.userCache(session).evict(realm, user);
            }
        }
    }

    /**
     * Whether the user is disabled only because the user's store or organization is switched off: Keycloak's own row says
     * enabled, and once the switch is turned the user would be active (UserStorageManager.validateUser).
     */
    public boolean isEnabledBehindASwitch(UserModel user) {
        return enabledRow(user).isPresent();
    }

    /**
     * Disables the row of such a user, whom Keycloak's model does not let be changed.
     *
     * @return whether the user is such a one; nothing is done to any other
     */
    public boolean disableBehindTheSwitch(UserModel user) {
        Optional<UserModel> enabled = enabledRow(user);
        enabled.ifPresent(row -> {
            row.setEnabled(false);
            row.setSingleAttribute(ModuleAttributes.ACTIVE, Boolean.FALSE.toString());
            evict(row);
        });
        return enabled.isPresent();
    }

    /**
     * The user without the switch of the organization that manages the user. While that organization is off, Keycloak gives
     * out its members read-only (Organizations.isReadOnlyOrganizationMember).
     *
     * @return the user as Keycloak's tables have it, or the same user where no organization is switched off
     */
    public UserModel behindTheSwitch(UserModel user) {
        if (user.isFederated() || !isSwitchedOff(user)) {
            return user;
        }
        UserModel row = imported(session, realm, user.getId());
        evict(row);
        return row;
    }

    /** Takes a user out of Keycloak's cache, if the user may come from it: the next look-up reads the database. */
    public void forgetCopy(UserModel user) {
        // Members of an organization that is switched off come read-only from the cache, too.
        if (user instanceof CachedUserModel || user instanceof ReadOnlyUserModelDelegate) {
            evict(user);
        }
    }

    /** Takes a user out of Keycloak's cache. */
    public void evict(UserModel row) {
        UserCache cache = UserStorageUtil.userCache(session);
        if (cache != null) {
            cache.evict(realm, row);
        }
    }

    private Optional<UserModel> enabledRow(UserModel user) {
        return isSwitchedOff(user)
                ? Optional.ofNullable(imported(session, realm, user.getId())).filter(UserModel::isEnabled)
                : Optional.empty();
    }

    private static boolean isSwitchedOff(UserModel user) {
        boolean readOnly = false;
        for (UserModel at = user; at instanceof UserModelDelegate delegate; at = delegate.getDelegate()) {
            readOnly |= at instanceof ReadOnlyUserModelDelegate;
        }
        return readOnly && !user.isEnabled();
    }

    /**
     * Removes a user who was not fully created from the directory, which is no part of the transaction. A failure is
     * logged.
     */
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
     * Gives Keycloak's copy of a user the name and the addresses of the directory again, after the directory has
     * refused what the database has already committed.
     */
    public void readAgain(String id) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            // As CommittedState.beforeFirstRead.
            other.users();
            RealmModel same = other.realms().getRealm(realm.getId());
            other.getContext().setRealm(same);
            UserModel imported = imported(other, same, id);
            if (imported != null) {
                UserStorageUtil.userCache(other).evict(same, imported);
                Optional.ofNullable(other.users().getUserById(same, id)).ifPresent(there -> {
                    imported.setUsername(there.getUsername());
                    imported.setEmail(there.getEmail());
                    imported.setFirstName(there.getFirstName());
                    imported.setLastName(there.getLastName());
                });
            }
        });
    }

    /** Warns the operator of a refusal. Only the class of the cause is logged, because its message may name people. */
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
