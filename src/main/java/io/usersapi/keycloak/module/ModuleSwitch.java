package io.usersapi.keycloak.module;

import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The switch of the module, per realm and at run time. */
public final class ModuleSwitch {

    /** The realm attribute that switches the module: {@code true} is on, anything else is off. */
    public static final String ATTRIBUTE = "usersApi.enabled";

    private ModuleSwitch() {}

    /** Whether the module is on in the realm; it is off in a disabled realm. */
    public static boolean isEnabled(RealmModel realm) {
        return realm != null && realm.isEnabled() && isSwitchedOn(realm);
    }

    /** Whether the switch is on, be the realm enabled or not. */
    public static boolean isSwitchedOn(RealmModel realm) {
        return Boolean.parseBoolean(realm.getAttribute(ATTRIBUTE));
    }

    /** Whether the module is on in the realm that the session works in. */
    public static boolean isEnabled(KeycloakSession session) {
        return isEnabled(session.getContext().getRealm());
    }

    /** The names of the realms in which the module is on; one query, however many realms there are. */
    public static List<String> enabledRealms(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select r.name from RealmEntity r join r.attributes a"
                                + " where a.name = :name and lower(a.value) = 'true'",
                        String.class)
                .setParameter("name", ATTRIBUTE)
                .getResultList();
    }
}
