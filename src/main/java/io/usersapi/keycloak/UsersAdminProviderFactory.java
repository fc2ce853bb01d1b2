package io.usersapi.keycloak;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.PageClient;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Installs the page for the people who manage users at {@code /realms/{realm}/users-admin/}. */
public final class UsersAdminProviderFactory implements RealmResourceProviderFactory {

    private Settings settings;

    @Override
    public String getId() {
        return PageClient.ID;
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new UsersAdminProvider(session, settings);
    }

    /** The page has no settings of its own: it reads those of the API. */
    @Override
    public void init(Config.Scope config) {
        settings = UsersApiProviderFactory.settings();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
