package io.usersapi.keycloak.module;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Remembers what the module did once in a realm, so that the module does not do it again: what an administrator removed
 * stays removed.
 *
 * <p>The memory is kept twice. The realm's attributes show it, and an administrator can set one of them on purpose. A
 * save that sends no attributes removes them all (DefaultExportImportManager.updateRealm). So the component of the user
 * profile, which such a save does not touch, has a copy. Where the two differ, the attribute counts.
 */
public final class RealmMemory {

    private static final String PREFIX = "usersApi.";

    /**
     * Whether the module was on when this extension last looked. It is only in the copy, since a page of the console
     * that was loaded earlier could send the attribute back.
     */
    private static final String ON = PREFIX + "on";

    /** When the module went on. It is only in the copy as well. */
    private static final String SINCE = PREFIX + "since";

    private final KeycloakSession session;
    private final RealmModel realm;

    public RealmMemory(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** What the realm remembers under the name, if anything. */
    public Optional<String> get(String name) {
        return get(realm, name);
    }

    /** What the realm remembers under the name, for callers that only read. */
    static Optional<String> get(RealmModel realm, String name) {
        return Optional.ofNullable(realm.getAttribute(name))
                .or(() -> copy(realm).map(copy -> copy.get(name)));
    }

    /** Remembers a value under the name, which begins with {@code usersApi.}. */
    public void set(String name, String value) {
        if (!value.equals(realm.getAttribute(name))) {
            realm.setAttribute(name, value);
        }
        copyOf(Map.of(name, value));
    }

    boolean wasOn() {
        return copy().map(copy -> Boolean.parseBoolean(copy.get(ON))).orElse(false);
    }

    /** Remembers whether the module is on, and since when. */
    public void setOn(boolean on) {
        if (on && !wasOn()) {
            copyOf(Map.of(SINCE, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        }
        copyOf(Map.of(ON, Boolean.toString(on)));
    }

    /** When the module went on, ISO 8601 in UTC; empty where an earlier version switched it on. */
    public Optional<String> since() {
        return copy().map(copy -> copy.get(SINCE));
    }

    /** Whether the module is on and was off when this extension last looked. */
    public boolean hasGoneOn() {
        return ModuleSwitch.isMeantOn(realm) && !wasOn();
    }

    /** Whether the module is off and was on when this extension last looked. */
    public boolean hasGoneOff() {
        return !ModuleSwitch.isMeantOn(realm) && wasOn();
    }

    /** Makes the attributes and the copy equal again. Where they are equal, the call costs one look at them. */
    public void mend() {
        Map<String, String> remembered = new HashMap<>();
        realm.getAttributes().forEach((name, value) -> {
            if (isRemembered(name)) {
                remembered.put(name, value);
            }
        });
        copy().ifPresent(copy -> copy.getConfig().keySet().stream()
                .filter(name -> isRemembered(name) && !remembered.containsKey(name))
                .toList()
                .forEach(name -> realm.setAttribute(name, copy.get(name))));
        copyOf(remembered);
    }

    private static boolean isRemembered(String name) {
        return name.startsWith(PREFIX)
                && !name.equals(ON)
                && !name.equals(SINCE)
                && !name.equals(ModuleSwitch.ATTRIBUTE);
    }

    private void copyOf(Map<String, String> values) {
        copy().filter(copy -> values.entrySet().stream()
                        .anyMatch(value -> !value.getValue().equals(copy.get(value.getKey()))))
                .ifPresent(cached -> {
                    // Keycloak's cache hands out the object that it keeps, so a copy is changed: the cache changes with
                    // the commit, not before.
                    ComponentModel changed = new ComponentModel(cached);
                    values.forEach(changed::put);
                    ComponentWrite.alone(session, () -> realm.updateComponent(changed));
                });
    }

    private Optional<ComponentModel> copy() {
        return copy(realm);
    }

    private static Optional<ComponentModel> copy(RealmModel realm) {
        return realm.getComponentsStream(realm.getId(), UserProfileProvider.class.getName())
                .findFirst();
    }
}
