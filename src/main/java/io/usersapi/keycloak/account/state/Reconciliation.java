package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.value.ExactText;
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
 * Finds and corrects what was done to users while the guard did not see it: by a bulk statement of Keycloak, by SQL, or
 * while the module was off. It runs when the module is switched on and when the server starts. Where nothing was done,
 * it takes a constant number of statements.
 */
public final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    /**
     * The users of Keycloak's own. The enabled flag of a directory's users comes from the directory, and their row may
     * say otherwise.
     */
    private static final String OWN_USERS = " (select u.id from UserEntity u where u.realmId = :realm"
            + " and u.federationLink is null and u.enabled = :enabled)";

    private final KeycloakSessionFactory factory;
    private final Settings settings;

    public Reconciliation(KeycloakSessionFactory factory, Settings settings) {
        this.factory = factory;
        this.settings = settings;
    }

    /** Reconciles the users of the realm with the id, if the module is on there. A failure is logged. */
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
     * Sets the attribute {@code active} to the value of the enabled flag where the two differ. Tokens of users who were
     * deactivated are refused from now on, so that they are not valid again when the users are activated.
     *
     * @param enabled for which users: the enabled ones or the disabled ones
     * @return how many users differed
     */
    private static int follow(KeycloakSession session, boolean enabled) {
        EntityManager entities = entities(session);
        String realm = session.getContext().getRealm().getId();
        // To MariaDB an attribute Active of an organization's own has that name, too.
        String isActive = ExactText.equal(entities, "a.name", ":active", ModuleAttributes.ACTIVE);
        if (!enabled) {
            entities.createQuery("update UserEntity u set u.notBefore = :now where u.realmId = :realm"
                            + " and u.enabled = false and u.federationLink is null and u.id in (select a.user.id"
                            + " from UserAttributeEntity a where " + isActive + " and a.value = 'true')")
                    // Tokens of this second are refused as well. A user who is activated again signs in later than the
                    // server starts.
                    .setParameter("now", Time.currentTime() + 1)
                    .setParameter("realm", realm)
                    .setParameter("active", ModuleAttributes.ACTIVE)
                    .executeUpdate();
        }
        return entities.createQuery("update UserAttributeEntity a set a.value = :value where " + isActive
                        + " and a.value = :other and a.user.id in" + OWN_USERS)
                .setParameter("value", Boolean.toString(enabled))
                .setParameter("other", Boolean.toString(!enabled))
                .setParameter("active", ModuleAttributes.ACTIVE)
                .setParameter("realm", realm)
                .setParameter("enabled", enabled)
                .executeUpdate();
    }

    /** Clears the user caches of all nodes, which do not notice a statement, and logs what was corrected. */
    private static void told(KeycloakSession session, int[] followed) {
        if (UserStorageUtil.userCache(session) != null) {
            UserStorageUtil.userCache(session).clear();
        }
        LOG.warnf(
                "Realm %s: %d users were deactivated and %d activated while nobody watched; the attribute active follows",
                session.getContext().getRealm().getName(), followed[0], followed[1]);
    }

    /** Corrects a tombstone in a transaction of its own. A failure for one user is logged, and stops nothing else. */
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
            CommittedState.beforeFirstRead(session);
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
