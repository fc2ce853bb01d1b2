package io.usersapi.keycloak.module.preparation;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Logs what preparing a realm changed, found missing and left alone. */
final class PreparationReport {

    private static final Logger LOG = Logger.getLogger(RealmPreparation.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<String> missing = new ArrayList<>();
    private final List<String> leftAlone = new ArrayList<>();

    PreparationReport(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    void changed(String what) {
        LOG.infof("Realm %s: %s", realm.getName(), what);
    }

    /** Logs what a realm that an earlier version prepared could get in addition. */
    void offered(String what) {
        LOG.infof("Realm %s: %s", realm.getName(), what);
    }

    /** Notes what the module created once and somebody removed. */
    void missing(String what) {
        missing.add(what);
    }

    /**
     * Notes and logs something in the realm that has a name which the module uses.
     *
     * @param shown how the console's tab shows it, in words that need no translation
     * @param why what it is, and what the administrator can do
     */
    void leftAlone(String shown, String why) {
        leftAlone.add(shown);
        LOG.warnf("Realm %s: %s", realm.getName(), why);
    }

    /** Logs one warning of everything that is missing, and shows in the tab what was left alone. */
    void close() {
        if (!missing.isEmpty()) {
            LOG.warnf(
                    "Realm %s: somebody took away what the module had prepared, and it stays away: %s. Put it back, or"
                            + " set the realm attribute %s to 0 and switch the module off and on",
                    realm.getName(), String.join(", ", missing), RealmPreparation.PREPARED);
        }
        ConsoleTab.showLeftAlone(session, realm, String.join(", ", leftAlone));
    }
}
