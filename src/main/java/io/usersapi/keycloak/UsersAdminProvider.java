package io.usersapi.keycloak;

import io.usersapi.keycloak.http.OpenApiDocument;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.preparation.PageClient;
import io.usersapi.keycloak.page.Limits;
import io.usersapi.keycloak.page.PageResource;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/** Serves the page in a realm where the module and the page are on and the page can sign people in. */
final class UsersAdminProvider implements RealmResourceProvider {

    private final KeycloakSession session;
    private final Settings settings;

    UsersAdminProvider(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @Override
    public Object getResource() {
        boolean served = ModuleSwitch.isEnabled(session) && new PageClient(session, settings).isReady();
        Limits limits = new Limits(settings.maxPageSize(), settings.passwordMinLength());
        return served ? new PageResource(session, OpenApiDocument.paths()::fieldNames, limits) : null;
    }

    @Override
    public void close() {}
}
