package io.usersapi.keycloak;

import io.usersapi.keycloak.accounts.AccountGuard;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import java.util.Objects;
import java.util.function.Consumer;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Tells the guard of changes in realms where the module is on, and the watch of changed realms. */
final class UsersApiEventListener implements EventListenerProvider {

    /** Events of these types change a realm's settings, its user profile among them. */
    private static final java.util.Set<String> REALM_TYPES = java.util.Set.of("REALM", "USER_PROFILE");

    private final KeycloakSession session;
    private final Settings settings;

    UsersApiEventListener(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        inRealm(event.getRealmId(), realm -> {
            if (event.getOperationType() == OperationType.UPDATE
                    && REALM_TYPES.contains(event.getResourceTypeAsString())) {
                new RealmWatch(settings).onRealmUpdated(session, realm);
            } else {
                new AccountGuard(session, settings).onAdminEvent(event);
            }
        });
    }

    @Override
    public void onEvent(Event event) {
        inRealm(event.getRealmId(), realm -> new AccountGuard(session, settings).onEvent(event));
    }

    private void inRealm(String realmId, Consumer<RealmModel> act) {
        RealmModel current = session.getContext().getRealm();
        RealmModel realm = current != null && Objects.equals(current.getId(), realmId)
                ? current
                : session.realms().getRealm(realmId);
        if (!ModuleSwitch.isEnabled(realm)) {
            return;
        }
        try {
            session.getContext().setRealm(realm);
            act.accept(realm);
        } finally {
            session.getContext().setRealm(current);
        }
    }

    @Override
    public void close() {}
}
