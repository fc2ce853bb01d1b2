package io.usersapi.keycloak.start;

import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What the log says when the server has started: in which realms the module is on, and which realm {@code /api} serves.
 */
record StartReport(Settings settings) {

    private static final Logger LOG = Logger.getLogger(StartReport.class);
    private static final int MOST_NAMES = 20;

    /**
     * Writes the report. A server can have thousands of realms, so the report names the first 20 by name and counts the
     * rest.
     */
    void tell(KeycloakSession session) {
        List<String> on = ModuleSwitch.realmsInUse(session).stream().sorted().toList();
        if (on.isEmpty()) {
            LOG.warnf(
                    "The Users API is on in no realm. Name a realm in the setting realms, which is read at each start and"
                            + " is not kept by kc.sh build, or set the realm attribute %s to true",
                    ModuleSwitch.ATTRIBUTE);
        } else {
            String more = on.size() > MOST_NAMES ? " and " + (on.size() - MOST_NAMES) + " more" : "";
            LOG.infof(
                    "The Users API is on in: %s%s. /api %s, the page is %s",
                    String.join(", ", on.subList(0, Math.min(on.size(), MOST_NAMES))),
                    more,
                    settings.rootRealm().map(name -> "serves " + name).orElse("serves no realm"),
                    settings.page() ? "on" : "off");
        }
        settings.rootRealm().ifPresent(name -> warnOfRoot(session.realms().getRealmByName(name), name));
    }

    private static void warnOfRoot(RealmModel root, String name) {
        if (root == null) {
            LOG.warnf(
                    "The setting root-realm names %s, which does not exist: /api answers 404 until a realm of this name is"
                            + " created and the module is on there",
                    name);
        } else if (!ModuleSwitch.isEnabled(root)) {
            LOG.warnf(
                    "The setting root-realm names %s, where the module is off: /api answers 404 until it is on there. Name"
                            + " the realm in the setting realms, too",
                    name);
        }
    }
}
