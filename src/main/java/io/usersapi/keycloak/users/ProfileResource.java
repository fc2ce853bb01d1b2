package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.ProfileRules;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.account.profile.ProfileView;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The attributes that users have by the realm's user profile: {@code GET /profile}. The answer is a
 * {@link ProfileView.Shown}; a caller who may not manage users gets 401 or 403. With {@code ?user=} the answer tells
 * what of that user can be changed.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class ProfileResource {

    private static final String USER = "user";

    private final KeycloakSession session;
    private final Settings settings;

    public ProfileResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @GET
    public ProfileView.Shown get() {
        Caller caller = new Gate(session, settings).requireUserManager();
        QueryParameters query =
                new QueryParameters(session.getContext().getUri().getQueryParameters(), Set.of(USER));
        Optional<String> key = query.text(USER, EmailAddress.MAX_LENGTH);
        query.violations().refuseIfAny();
        ProfileView view = new ProfileView(session);
        return key.isEmpty() ? view.shown() : of(new Accounts(session, settings, caller.reach()).get(key.get()), view);
    }

    private ProfileView.Shown of(UserModel user, ProfileView view) {
        return Vanished.translating(
                session, user, () -> view.shown(user, new ProfileRules(session).readOnlyFields(user)));
    }
}
