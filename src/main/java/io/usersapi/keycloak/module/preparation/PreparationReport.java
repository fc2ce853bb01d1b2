package io.usersapi.keycloak.module.preparation;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What preparing a realm changed, found missing and left alone, told in the log. */
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

    /** A realm that an earlier version prepared could have more. */
    void offered(String what) {
        LOG.infof("Realm %s: %s", realm.getName(), what);
    }

    /** The module made it once, and somebody took it away. */
    void missing(String what) {
        missing.add(what);
    }

    /**
     * Something of the realm has a name that the module uses.
     *
     * @param shown how the console's tab shows it, in no language
     * @param why what it is, and what the administrator can do
     */
    void leftAlone(String shown, String why) {
        leftAlone.add(shown);
        LOG.warnf("Realm %s: %s", realm.getName(), why);
    }

    /** Warns once of all that is missing, and shows in the tab what was left alone. */
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
