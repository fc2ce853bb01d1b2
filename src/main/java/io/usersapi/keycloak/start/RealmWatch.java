package io.usersapi.keycloak.start;

import io.usersapi.keycloak.account.change.DefaultAdmins;
import io.usersapi.keycloak.account.state.Reconciliation;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.ConsoleTab;
import io.usersapi.keycloak.module.preparation.PageClient;
import io.usersapi.keycloak.module.preparation.RealmPreparation;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Switches the module on in the realms that the settings name, and prepares a realm when the module goes on there.
 *
 * <p>A realm is prepared in a transaction of its own, after that of the request. A failure is logged. Where the realm was
 * never prepared, the failure keeps the module off in that realm, on this server, until a later attempt succeeds. Neither the
 * request nor the start of the server fails.
 */
public final class RealmWatch {

    private static final Logger LOG = Logger.getLogger(RealmWatch.class);
    private static final int PREPARATION_TIMEOUT_SECONDS = 60;

    private final Settings settings;

    /**
     * Whether the server has started. Before that, imports create realms whose users are not there yet; such a realm is
     * prepared by {@link #onStart}.
     */
    private volatile boolean started;

    public RealmWatch(Settings settings) {
        this.settings = settings;
    }

    /**
     * Is called when the server has started: switches the named realms on, and prepares every realm where the module is
     * on.
     */
    public void onStart(KeycloakSessionFactory factory) {
        started = true;
        Set<String> names = new LinkedHashSet<>(settings.realms());
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            names.addAll(ModuleSwitch.enabledRealms(session));
            names.addAll(ConsoleTab.realms(session));
        });
        for (String name : names) {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealmByName(name);
                if (realm == null) {
                    LOG.warnf(
                            "The realm %s, which the setting realms names, does not exist: the module goes on there when a"
                                    + " realm of this name is created or imported, and it is looked for again at the next"
                                    + " start",
                            name);
                    return;
                }
                // One node at a time prepares a realm; the other nodes find the realm prepared.
                session.getProvider(ClusterProvider.class)
                        .executeIfNotExecuted(
                                "users-api-prepare::" + realm.getId(), PREPARATION_TIMEOUT_SECONDS, () -> {
                                    prepare(factory, realm.getId(), false);
                                    return null;
                                });
            });
        }
        KeycloakModelUtils.runJobInTransaction(factory, session -> new StartReport(settings).tell(session));
    }

    /**
     * Is called when the Admin API, an import or the console has created a realm: prepares the realm after the commit.
     */
    public void onRealmCreated(KeycloakSession session, RealmModel realm) {
        if (started) {
            prepareAfterCommit(session, realm);
        }
    }

    /**
     * Is called when a realm was changed: does what follows where an attribute switched the module on or off. Where
     * none did, the call costs one look at the realm's attributes.
     */
    public void onRealmUpdated(KeycloakSession session, RealmModel realm) {
        RealmMemory memory = new RealmMemory(session, realm);
        memory.mend();
        if (memory.hasGoneOff()) {
            memory.setOn(false);
            ConsoleTab.mirror(session, realm);
        } else if (memory.hasGoneOn() || EachMinute.isTrying(session, retry(realm.getId()))) {
            prepareAfterCommit(session, realm);
        } else if (ModuleSwitch.isEnabled(realm)) {
            new PageClient(session, settings).followPaths();
        }
    }

    /**
     * Is called when the user profile of the session's realm may have changed, or the component of the tab may be gone.
     * The module is on in the realm.
     */
    public void onProfileUpdated(KeycloakSession session, RealmModel realm) {
        new RealmPreparation(session, settings).keepDeclarations();
        ConsoleTab.mirror(session, realm);
    }

    private void prepareAfterCommit(KeycloakSession session, RealmModel realm) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String id = realm.getId();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                prepare(factory, id, true);
            }

            @Override
            protected void rollbackImpl() {}
        });
    }

    /**
     * Prepares a realm. A failure is logged, and preparing is tried again each minute.
     *
     * @param id the realm's id; a realm that is gone is passed over
     * @param goesOn true where the module has just been switched on in the realm; false at the start of the server,
     *     when the module may have been on before
     */
    private void prepare(KeycloakSessionFactory factory, String id, boolean goesOn) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealm(id);
                if (realm != null) {
                    session.getContext().setRealm(realm);
                    refresh(session, realm, goesOn);
                }
            });
        } catch (RuntimeException failed) {
            new FailedPreparation(factory, settings, id).follow(failed);
            if (tryAgain(factory, id, goesOn)) {
                new Reconciliation(factory, settings).run(id);
            }
            return;
        }
        ModuleSwitch.release(id);
        KeycloakModelUtils.runJobInTransaction(factory, session -> EachMinute.end(session, retry(id)));
        new Reconciliation(factory, settings).run(id);
    }

    private void refresh(KeycloakSession session, RealmModel realm, boolean goesOn) {
        boolean named = settings.realms().contains(realm.getName());
        LOG.debugf(
                "Realm %s: named by the setting realms %s, switched on %s",
                realm.getName(), named, ModuleSwitch.isSwitchedOn(realm));
        if ((named || ModuleSwitch.isMeantOn(realm))
                && new RealmPreparation(session, settings).prepare(named, goesOn)
                && named) {
            new DefaultAdmins(session, settings).ensure();
        }
        if (ModuleSwitch.isMeantOn(realm)) {
            new DefaultAdmins(session, settings).warnIfThereIsNoAdmin();
        }
        ConsoleTab.mirror(session, realm);
    }

    /** @return whether this begins to try again */
    private boolean tryAgain(KeycloakSessionFactory factory, String id, boolean goesOn) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                factory, session -> EachMinute.tryAgain(session, retry(id), () -> prepare(factory, id, goesOn)));
    }

    private static String retry(String id) {
        return "users-api-prepare::" + id;
    }
}
