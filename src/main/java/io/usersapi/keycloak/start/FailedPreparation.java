package io.usersapi.keycloak.start;

import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.RealmPreparation;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What a failed attempt to prepare a realm leads to. In a realm that was never prepared the module stays off. A realm that was
 * prepared before has users whom the guard must not leave alone: there the module stays on.
 */
record FailedPreparation(KeycloakSessionFactory factory, Settings settings, String realmId) {

    private static final Logger LOG = Logger.getLogger(FailedPreparation.class);

    /**
     * Keeps the module off or on, and says so. The log names the kind of the error only, because the error's message may
     * carry an e-mail address.
     */
    void follow(RuntimeException failed) {
        boolean staysOn = staysOn();
        if (staysOn) {
            ModuleSwitch.release(realmId);
        } else {
            ModuleSwitch.hold(realmId);
        }
        LOG.errorf(
                "The module stays %s in the realm with the id %s, which could not be prepared (%s); it is tried again"
                        + " each minute",
                staysOn ? "on" : "off", realmId, failed.getClass().getSimpleName());
        LOG.debug("Preparing failed", failed);
    }

    /** Where the database does not tell, nobody is left without the guard. */
    private boolean staysOn() {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                session.getContext().setRealm(realm);
                return ModuleSwitch.isMeantOn(realm) && new RealmPreparation(session, settings).isDone();
            });
        } catch (RuntimeException unknown) {
            LOG.debug("Whether the realm was prepared before is not known", unknown);
            return true;
        }
    }
}
