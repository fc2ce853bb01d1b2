package io.usersapi.keycloak;

import io.usersapi.keycloak.accounts.DefaultAdmins;
import io.usersapi.keycloak.accounts.Tombstones;
import io.usersapi.keycloak.module.ConsoleTab;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.RealmPreparation;
import io.usersapi.keycloak.module.Settings;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Switches the module on in the realms that the settings name, and prepares a realm when the module goes on. */
final class RealmWatch {

    private static final Logger LOG = Logger.getLogger(RealmWatch.class);
    private static final int PREPARATION_TIMEOUT_SECONDS = 60;

    private final Settings settings;

    RealmWatch(Settings settings) {
        this.settings = settings;
    }

    /** The server is up: the named realms go on, and every realm that is on is prepared. */
    void onStart(KeycloakSessionFactory factory) {
        Set<String> names = new LinkedHashSet<>(settings.realms());
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            names.addAll(ModuleSwitch.enabledRealms(session));
            names.addAll(ConsoleTab.realms(session));
        });
        for (String name : names) {
            KeycloakModelUtils.runJobInTransaction(factory, session -> {
                RealmModel realm = session.realms().getRealmByName(name);
                if (realm == null) {
                    LOG.infof("The realm %s does not exist yet: the module goes on when it appears", name);
                    return;
                }
                // One node at a time; the others find the realm prepared.
                session.getProvider(ClusterProvider.class)
                        .executeIfNotExecuted(
                                "users-api-prepare::" + realm.getId(), PREPARATION_TIMEOUT_SECONDS, () -> {
                                    refresh(session, realm);
                                    return null;
                                });
            });
        }
    }

    /** A realm appeared, by the Admin API, an import or the console. */
    void onRealmCreated(KeycloakSession session, RealmModel realm) {
        refresh(session, realm);
    }

    /** A realm's attributes may have switched the module on or off. */
    void onRealmUpdated(KeycloakSession session, RealmModel realm) {
        if (ModuleSwitch.isEnabled(realm)) {
            enable(session, realm);
        }
        ConsoleTab.mirror(realm);
    }

    private void refresh(KeycloakSession session, RealmModel realm) {
        if (settings.realms().contains(realm.getName()) || ModuleSwitch.isEnabled(realm)) {
            enable(session, realm);
        }
        ConsoleTab.mirror(realm);
    }

    private void enable(KeycloakSession session, RealmModel realm) {
        RealmModel current = session.getContext().getRealm();
        try {
            session.getContext().setRealm(realm);
            boolean named = settings.realms().contains(realm.getName());
            if (new RealmPreparation(session, settings).prepare(named)) {
                new Tombstones(session, settings).repair();
                if (named) {
                    new DefaultAdmins(session, settings).ensure();
                }
            }
        } finally {
            session.getContext().setRealm(current);
        }
    }
}
