package io.usersapi.keycloak.account.session;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.UserSessionModelDelegate;

/**
 * A session of a user, online or offline.
 *
 * @param id an online and an offline session can have the same
 * @param userId null where the user is gone
 */
public record NamedSession(String id, String userId, boolean offline) {

    static NamedSession of(UserSessionModel userSession) {
        UserModel user = userSession.getUser();
        return new NamedSession(userSession.getId(), user == null ? null : user.getId(), userSession.isOffline());
    }

    /** Finds it in the realm that the session of Keycloak works in: in a cache, or else in the database. */
    Optional<UserSessionModel> find(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(
                offline
                        ? session.sessions().getOfflineUserSession(realm, id)
                        : session.sessions().getUserSession(realm, id));
    }

    /**
     * What names the session to Keycloak when it is to be removed: Keycloak then asks for the id alone. {@link #find} does not
     * find a session whose user is gone, and removes such an offline session from nowhere
     * (PersistentUserSessionProvider.wrap).
     */
    UserSessionModel byIdAlone() {
        return new UserSessionModelDelegate(null) {
            @Override
            public String getId() {
                return id;
            }

            @Override
            public boolean isOffline() {
                return offline;
            }
        };
    }
}
