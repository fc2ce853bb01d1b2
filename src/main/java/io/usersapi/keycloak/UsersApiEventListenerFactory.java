package io.usersapi.keycloak;

import io.usersapi.keycloak.module.Settings;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Installs the event listener in every realm, whether or not the realm names it among its listeners. */
public final class UsersApiEventListenerFactory implements EventListenerProviderFactory {

    private Settings settings;

    @Override
    public String getId() {
        return "users-api";
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new UsersApiEventListener(session, settings);
    }

    @Override
    public void init(Config.Scope config) {
        settings = UsersApiProviderFactory.settings();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
