package io.usersapi.keycloak.support;

import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** The realm of most tests: named in the setting {@code realms}, so that the module prepares it as it appears. */
public class ApiRealm implements RealmConfig {

    public static final String NAME = "acme";

    @Override
    public RealmBuilder configure(RealmBuilder realm) {
        return realm.name(NAME)
                .privateKey(RealmKeys.of(NAME))
                .realmRoles("editor", "reader")
                .eventsEnabled(true)
                .adminEventsEnabled(true)
                .adminEventsDetailsEnabled(true)
                .internationalizationEnabled(true)
                .supportedLocales("en", "de", "fr", "es", "el", "ja", "ar")
                .defaultLocale("en");
    }
}
