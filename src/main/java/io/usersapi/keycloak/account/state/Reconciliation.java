package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageUtil;

/**
 * Finds, when the module goes on and at a start, what was done to users while nobody watched: by a bulk statement of
 * Keycloak's, by SQL, or while the module was off. A constant number of statements where nothing was done.
 */
public final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    /** The enabled flag of users in a directory is the directory's: the row need not say the same. */
    private static final String OWN_USERS = " (select u.id from UserEntity u where u.realmId = :realm"
            + " and u.federationLink is null and u.enabled = :enabled)";

    private final KeycloakSessionFactory factory;
    private final Settings settings;

    public Reconciliation(KeycloakSessionFactory factory, Settings settings) {
        this.factory = factory;
        this.settings = settings;
    }

    /** Reconciles the users of the realm with the id, if the module is on there. What fails is told in the log. */
    public void run(String realmId) {
        try {
            List<String> revived = new ArrayList<>();
            int[] followed = new int[2];
            within(realmId, session -> {
                revived.addAll(new Tombstones(session, settings).revived());
                followed[0] = follow(session, false);
                followed[1] = follow(session, true);
            });
            if (followed[0] + followed[1] > 0) {
                within(realmId, session -> told(session, followed));
            }
            revived.forEach(id -> bury(realmId, id));
        } catch (RuntimeException failed) {
            LOG.errorf(
                    "The users of the realm with the id %s could not be reconciled (%s)",
                    realmId, failed.getClass().getSimpleName());
            LOG.debug("Reconciling failed", failed);
        }
    }

    /**
     * Has the attribute {@code active} say what the enabled flag says, and tokens of users who were deactivated end, so
     * that they do not live again with their users.
     *
     * @return how many users did not agree
     */
    private static int follow(KeycloakSession session, boolean enabled) {
        EntityManager entities = entities(session);
        String realm = session.getContext().getRealm().getId();
        if (!enabled) {
            entities.createQuery("update UserEntity u set u.notBefore = :now where u.realmId = :realm"
                            + " and u.enabled = false and u.federationLink is null and u.id in (select a.user.id"
                            + " from UserAttributeEntity a where a.name = :active and a.value = 'true')")
                    // Tokens of this second, too: whoever is active again signs in later than the server starts.
                    .setParameter("now", Time.currentTime() + 1)
                    .setParameter("realm", realm)
                    .setParameter("active", ModuleAttributes.ACTIVE)
                    .executeUpdate();
        }
        return entities.createQuery("update UserAttributeEntity a set a.value = :value where a.name = :active"
                        + " and a.value = :other and a.user.id in" + OWN_USERS)
                .setParameter("value", Boolean.toString(enabled))
                .setParameter("other", Boolean.toString(!enabled))
                .setParameter("active", ModuleAttributes.ACTIVE)
                .setParameter("realm", realm)
                .setParameter("enabled", enabled)
                .executeUpdate();
    }

    /** Caches, of all nodes, know nothing of a statement. */
    private static void told(KeycloakSession session, int[] followed) {
        if (UserStorageUtil.userCache(session) != null) {
            UserStorageUtil.userCache(session).clear();
        }
        LOG.warnf(
                "Realm %s: %d users were deactivated and %d activated while nobody watched; the attribute active follows",
                session.getContext().getRealm().getName(), followed[0], followed[1]);
    }

    /** In a transaction of its own: what cannot be undone for one user stops nothing else. */
    private void bury(String realmId, String id) {
        try {
            within(realmId, session -> new Tombstones(session, settings).bury(id));
        } catch (RuntimeException failed) {
            LOG.errorf(
                    "The deleted user %s was changed while the module was off, and that could not be undone (%s)",
                    id, failed.getClass().getSimpleName());
            LOG.debug("Burying failed", failed);
        }
    }

    private void within(String realmId, Consumer<KeycloakSession> act) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (ModuleSwitch.isEnabled(realm)) {
                session.getContext().setRealm(realm);
                act.accept(session);
            }
        });
    }

    private static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
