package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.ComponentWrite;
import io.usersapi.keycloak.module.ModuleSwitch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.common.Profile;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.services.ui.extend.UiTabProvider;

/**
 * The component of a realm behind the tab "Users API" of the realm settings: the console reads and writes its tabs as
 * components. The component exists where Keycloak's feature {@code declarative-ui} is on. It follows the realm
 * attribute {@link ModuleSwitch#ATTRIBUTE}, which alone decides whether the module is on.
 */
public final class ConsoleTab {

    /** The id of the tab's provider, and the key of the tab's title in the console's messages. */
    public static final String ID = "users-api";

    /** The field of the tab that switches the module: {@code true} is on. */
    public static final String ENABLED = "enabled";

    /** The field of the tab that shows which role and client of the realm were left alone. */
    public static final String LEFT_ALONE = "leftAlone";

    /**
     * The field of the tab that shows what a look at the realm finds. It is never stored, since it is true only for the
     * moment.
     */
    public static final String FINDINGS = "findings";

    /** The type of the component that keeps the fields. */
    public static final String TYPE = UiTabProvider.class.getName();

    private static final long ASKED_SECONDS = 600;

    private ConsoleTab() {}

    /** Whether the tab has the module on. */
    public static boolean isOn(ComponentModel tab) {
        return Boolean.parseBoolean(tab.get(ENABLED));
    }

    /**
     * Makes the realm's tab show whether the module is on. Where the feature is off, a tab from an earlier time is
     * removed, since Keycloak's partial export fails on components whose type it does not know (StripSecretsUtils).
     */
    public static void mirror(KeycloakSession session, RealmModel realm) {
        Optional<ComponentModel> tab = tab(realm);
        boolean on = ModuleSwitch.isSwitchedOn(realm);
        if (!Profile.isFeatureEnabled(Profile.Feature.DECLARATIVE_UI)) {
            tab.ifPresent(realm::removeComponent);
        } else if (tab.isEmpty() && on) {
            realm.addComponentModel(newTab(realm));
        } else if (tab.isPresent() && isOn(tab.get()) != on) {
            change(session, realm, tab.get(), changed -> changed.put(ENABLED, on));
        }
    }

    /** Makes the tab show what was left alone, for example {@code role admin (3)}, or nothing. */
    static void showLeftAlone(KeycloakSession session, RealmModel realm, String what) {
        mirror(session, realm);
        tab(realm)
                .filter(tab -> !what.equals(Objects.requireNonNullElse(tab.get(LEFT_ALONE), "")))
                .ifPresent(tab -> change(session, realm, tab, changed -> changed.put(LEFT_ALONE, what)));
    }

    /**
     * Changes the component. Keycloak's cache hands out the object that it keeps, so a copy is changed: the cache
     * changes with the commit, not before.
     */
    private static void change(
            KeycloakSession session, RealmModel realm, ComponentModel tab, Consumer<ComponentModel> change) {
        ComponentModel changed = new ComponentModel(tab);
        change.accept(changed);
        ComponentWrite.alone(session, () -> realm.updateComponent(changed));
    }

    /** Whether the console has asked within the last ten minutes whether the module shall go on all the same. */
    public static boolean hasAsked(KeycloakSession session, RealmModel realm) {
        return session.singleUseObjects().contains(asked(realm));
    }

    /**
     * Remembers that the console asks. This is done in a transaction of its own, since the save that leads to the
     * question is refused.
     */
    public static void asks(KeycloakSession session, RealmModel realm) {
        String key = asked(realm);
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> other.singleUseObjects()
                .put(key, ASKED_SECONDS, Map.of()));
    }

    private static String asked(RealmModel realm) {
        return "users-api-asked::" + realm.getId();
    }

    private static Optional<ComponentModel> tab(RealmModel realm) {
        return realm.getComponentsStream(realm.getId(), TYPE)
                .filter(component -> ID.equals(component.getProviderId()))
                .findFirst();
    }

    /** The names of the realms that have the tab, by one query, however many realms there are. */
    public static List<String> realms(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select c.realm.name from ComponentEntity c"
                                + " where c.providerType = :type and c.providerId = :id",
                        String.class)
                .setParameter("type", TYPE)
                .setParameter("id", ID)
                .getResultList();
    }

    /**
     * What the console reads where a realm has no component. It has no id, so that the console saves it as a new
     * component.
     */
    public static ComponentRepresentation missing() {
        ComponentRepresentation tab = new ComponentRepresentation();
        tab.setName(ID);
        tab.setProviderType(TYPE);
        tab.setProviderId(ID);
        tab.setConfig(new MultivaluedHashMap<>());
        tab.getConfig().putSingle(ENABLED, Boolean.FALSE.toString());
        return tab;
    }

    private static ComponentModel newTab(RealmModel realm) {
        ComponentModel tab = new ComponentModel();
        tab.setName(ID);
        tab.setProviderType(TYPE);
        tab.setProviderId(ID);
        tab.setParentId(realm.getId());
        tab.put(ENABLED, true);
        return tab;
    }
}
