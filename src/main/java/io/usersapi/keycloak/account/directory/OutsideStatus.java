package io.usersapi.keycloak.account.directory;

import jakarta.persistence.FlushModeType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.user.ImportedUserValidation;

/**
 * What directories themselves say of users whom Keycloak has imported. Keycloak's row of a user stays enabled until
 * Keycloak sees the user again, though the directory has removed or disabled the user.
 */
public final class OutsideStatus {

    private static final Logger LOG = Logger.getLogger(OutsideStatus.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> away = new HashSet<>();

    /** @param session a session for nothing else: its transaction is rolled back */
    public OutsideStatus(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        session.getTransactionManager().setRollbackOnly();
        session.getProvider(JpaConnectionProvider.class).getEntityManager().setFlushMode(FlushModeType.COMMIT);
    }

    /**
     * Asks of one user after the other whether the own directory has the user enabled, until one is. A user of a
     * directory that is away is not, as for Keycloak (UserStorageManager.validateFederatedUser). Keycloak's look-up would
     * remove who is gone, in another transaction, which can wait for a row that the caller has locked. So the directories
     * are asked without it.
     *
     * @return the answer for each user who was asked about, by id
     */
    public Map<String, Boolean> untilOneIsEnabled(Collection<String> userIds) {
        Map<String, Boolean> asked = new HashMap<>();
        for (String userId : userIds) {
            boolean enabled = isEnabled(userId);
            asked.put(userId, enabled);
            if (enabled) {
                break;
            }
        }
        return asked;
    }

    /** Whether the own directory answers, and says that the user is disabled or gone. */
    public boolean isDisabled(String userId) {
        return Boolean.FALSE.equals(status(userId));
    }

    /** Whether the own directory answers, and says that the user is enabled. */
    public boolean isEnabled(String userId) {
        return Boolean.TRUE.equals(status(userId));
    }

    /** Null where nobody says whether the user is enabled. */
    private Boolean status(String userId) {
        UserModel row = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
        ComponentModel store = row == null ? null : realm.getComponent(row.getFederationLink());
        return store == null || away.contains(store.getId()) ? null : status(row, store);
    }

    private Boolean status(UserModel row, ComponentModel store) {
        try {
            UserModel there =
                    session.getProvider(UserStorageProvider.class, store) instanceof ImportedUserValidation outside
                            ? outside.validate(realm, row)
                            : row;
            return there != null && there.isEnabled();
        } catch (RuntimeException failed) {
            LOG.debugf(
                    "Realm %s: the user store %s does not answer: %s",
                    realm.getName(), store.getId(), failed.getClass().getSimpleName());
            away.add(store.getId());
            return null;
        }
    }
}
