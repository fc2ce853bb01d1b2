package io.usersapi.keycloak;

import io.usersapi.keycloak.http.CalledRequest;
import io.usersapi.keycloak.http.PreflightResource;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.HttpMethod;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/**
 * Serves the API in a realm where the module is on. In other realms Keycloak answers 404, as if the extension were not
 * installed.
 */
final class UsersApiProvider implements RealmResourceProvider {

    private final KeycloakSession session;
    private final Settings settings;

    UsersApiProvider(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @Override
    public Object getResource() {
        // Keycloak answers 404 where there is no resource (RealmsResource.resolveRealmExtension).
        if (!ModuleSwitch.isEnabled(session)) {
            return null;
        }
        CalledRequest.tell(session);
        boolean preflight =
                HttpMethod.OPTIONS.equals(session.getContext().getHttpRequest().getHttpMethod());
        return preflight ? new PreflightResource(session) : new RootResource(session, settings);
    }

    @Override
    public void close() {}
}
