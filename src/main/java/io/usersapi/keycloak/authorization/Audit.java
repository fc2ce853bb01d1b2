package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.change.OwnWrites;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Leaves an admin event for each write: what was done to which user, by whom, with which client, from where. Keycloak
 * keeps the event where the realm keeps admin events.
 */
public final class Audit {

    private final KeycloakSession session;
    private final Caller caller;

    public Audit(KeycloakSession session, Caller caller) {
        this.session = session;
        this.caller = caller;
    }

    /**
     * Leaves the event, and marks the session for {@link OwnWrites}.
     *
     * @param representation the user as answers show it, without secrets, or null
     * @param path the segments of the resource's path below the realm, as Keycloak writes it: {@code users}, ID
     */
    public void wrote(OperationType operation, Object representation, String... path) {
        RealmModel realm = session.getContext().getRealm();
        OwnWrites.mark(session);
        new AdminEventBuilder(
                        realm,
                        new AdminAuth(realm, caller.token(), caller.user(), caller.client()),
                        session,
                        session.getContext().getConnection())
                .resource(ResourceType.USER)
                .operation(operation)
                .resourcePath(path)
                .representation(representation)
                .success();
    }
}
