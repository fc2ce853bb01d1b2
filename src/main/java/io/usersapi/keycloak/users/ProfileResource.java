package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.profile.ProfileView;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.models.KeycloakSession;

/**
 * The attributes that users have by the realm's user profile: {@code GET /profile}. The answer is a
 * {@link ProfileView.Shown}; a caller who may not manage users gets 401 or 403.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class ProfileResource {

    private final KeycloakSession session;
    private final Settings settings;

    public ProfileResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @GET
    public ProfileView.Shown get() {
        new Gate(session, settings).requireUserManager();
        return new ProfileView(session).shown();
    }
}
