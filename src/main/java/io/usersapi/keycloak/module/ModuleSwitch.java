package io.usersapi.keycloak.module;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The switch of the module, for each realm, which works while the server runs. */
public final class ModuleSwitch {

    /** The realm attribute that switches the module: {@code true} is on, anything else is off. */
    public static final String ATTRIBUTE = "usersApi.enabled";

    /** The ids of the realms that nobody has prepared yet and that this server could not prepare. */
    private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    private ModuleSwitch() {}

    /**
     * Whether the module is on in the realm. It is off in a disabled realm, and in a realm that was never prepared and could
     * not be.
     */
    public static boolean isEnabled(RealmModel realm) {
        return isMeantOn(realm) && !isHeld(realm);
    }

    /** Whether the module is meant to be on in the realm, whether or not the realm could be prepared. */
    public static boolean isMeantOn(RealmModel realm) {
        return realm != null && realm.isEnabled() && isSwitchedOn(realm);
    }

    /** Keeps the module off on this server in a realm that was never prepared. The switch itself stays as it is. */
    public static void hold(String realmId) {
        HELD.add(realmId);
    }

    /** Ends {@link #hold}. */
    public static void release(String realmId) {
        HELD.remove(realmId);
    }

    private static boolean isHeld(RealmModel realm) {
        return HELD.contains(realm.getId());
    }

    /** Whether the switch is on, whether or not the realm is enabled. */
    public static boolean isSwitchedOn(RealmModel realm) {
        return Boolean.parseBoolean(realm.getAttribute(ATTRIBUTE));
    }

    /** Whether the module is on in the realm that the session works in. */
    public static boolean isEnabled(KeycloakSession session) {
        return isEnabled(session.getContext().getRealm());
    }

    /** The names of the realms whose switch is on, by one query, however many realms there are. */
    public static List<String> enabledRealms(KeycloakSession session) {
        return switchedOn(session, "").map(realm -> (String) realm[1]).toList();
    }

    /** The names of the realms in which the module is on, by one query, however many realms there are. */
    public static List<String> realmsInUse(KeycloakSession session) {
        return switchedOn(session, " and r.enabled = true")
                .filter(realm -> !HELD.contains((String) realm[0]))
                .map(realm -> (String) realm[1])
                .toList();
    }

    /**
     * Ids and names. The query compares by {@code like}, since the column is a large object, and Oracle compares those
     * with nothing by {@code =}.
     */
    private static Stream<Object[]> switchedOn(KeycloakSession session, String condition) {
        return session
                .getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select r.id, r.name from RealmEntity r join r.attributes a"
                                + " where a.name = :name and lower(a.value) like 'true'" + condition,
                        Object[].class)
                .setParameter("name", ATTRIBUTE)
                .getResultList()
                .stream();
    }
}
