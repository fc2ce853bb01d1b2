package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.RemovedTombstones;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.storage.StorageId;

/**
 * What Keycloak removes by bulk statements, which Hibernate's listeners do not see, told by Keycloak's own model events:
 * a user's roles and groups with the user, and the mappings of a role or a group with it.
 */
public final class GuardEvents {

    private final Settings settings;

    public GuardEvents(Settings settings) {
        this.settings = settings;
    }

    public void on(ProviderEvent event) {
        if (event instanceof UserModel.UserPreRemovedEvent removed) {
            onRemoval(removed.getKeycloakSession(), removed.getRealm(), removed.getUser());
        } else if (event instanceof RoleModel.RoleRevokedEvent revoked) {
            onLoss(revoked.getKeycloakSession(), revoked.getUser());
        } else if (event instanceof GroupModel.GroupMemberLeaveEvent left) {
            onLoss(left.getKeycloakSession(), left.getUser());
        } else if (event instanceof RoleContainerModel.RoleRemovedEvent removed) {
            mayTakeAdmins(removed.getKeycloakSession());
        } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
            mayTakeAdmins(removed.getKeycloakSession());
        }
    }

    private void onRemoval(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!ModuleSwitch.isEnabled(realm)) {
            return;
        }
        RemovedTombstones.note(session, user);
        if (user.isEnabled() && new Accounts(session, settings).isAdmin(user)) {
            Watch.of(session, settings).changes().user(user.getId()).wasActiveAdmin = true;
        }
    }

    /** A user of a store that does not import its users has no row that tells. */
    private void onLoss(KeycloakSession session, UserModel user) {
        boolean hasRow = StorageId.isLocalStorage(user.getId());
        if (!hasRow && ModuleSwitch.isEnabled(session) && !new Accounts(session, settings).isAdmin(user)) {
            Watch.of(session, settings).endings().ofAll(user);
        }
    }

    private void mayTakeAdmins(KeycloakSession session) {
        if (ModuleSwitch.isEnabled(session)) {
            Watch.of(session, settings).mayTakeAdmins();
        }
    }
}
