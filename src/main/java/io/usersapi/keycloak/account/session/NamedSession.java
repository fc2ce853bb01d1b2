package io.usersapi.keycloak.account.session;

import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

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
}
