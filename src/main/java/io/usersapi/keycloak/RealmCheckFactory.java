package io.usersapi.keycloak;

import io.usersapi.keycloak.module.Settings;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Installs the look at a realm in Keycloak's Admin API, at {@code GET /admin/realms/{realm}/users-api}. */
public final class RealmCheckFactory implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

    /** The last segment of the path. The command {@code kcadm.sh get users-api} uses the same name. */
    private static final String ID = "users-api";

    private Settings settings;

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        return new RealmCheckResource(session, settings, auth);
    }

    @Override
    public void init(Config.Scope config) {
        settings = UsersApiProviderFactory.settings();
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
