package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.state.Lockout;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.workflow.WorkflowStateProvider;

/**
 * What Keycloak drops when it hears that a user is removed ({@code UserRemovedEvent}). A soft delete leaves the user's row, so
 * Keycloak hears nothing.
 */
final class Unfinished {

    private Unfinished() {}

    /** Drops the steps of workflows that are still to come, the count of failed sign-ins, and what the user shares. */
    static void drop(KeycloakSession session, UserModel user) {
        if (Profile.isFeatureEnabled(Profile.Feature.WORKFLOWS)) {
            session.getProvider(WorkflowStateProvider.class).removeByResource(user.getId());
        }
        new Lockout(session, user).forgetFailures();
        SharedResources.forget(session, user.getId());
    }
}
