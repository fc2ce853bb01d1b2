package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.session.SessionsOfRemovedUser;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.RemovedTombstones;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.Settings.KeepLastAdmin;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.adapter.AbstractUserAdapterFederatedStorage;
import org.keycloak.storage.jpa.entity.BrokerLinkEntity;
import org.keycloak.storage.jpa.entity.FederatedUserAttributeEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/**
 * Acts on Keycloak's model events about what Keycloak removes by bulk statements, which Hibernate's listeners do not
 * see: the roles and groups of a user who is removed, and the role mappings of a role or a group that is removed.
 */
public final class GuardEvents {

    /** The attribute of Keycloak's session that keeps the id of {@link #takesBack}. */
    private static final String TAKEN_BACK = GuardEvents.class.getName() + ".takenBack";

    private final Settings settings;

    /**
     * The rows in which Keycloak keeps roles, groups, the enabled flag and links to identity providers of users without a row of
     * their own, for stores that do not import users (AbstractUserAdapterFederatedStorage, UserStorageManager). No event tells of
     * them in time.
     */
    static final class FederatedRows {

        private FederatedRows() {}

        /** The id of the realm of such a row; null for any other row. */
        static String realmId(Object entity) {
            if (entity instanceof FederatedUserRoleMappingEntity role) {
                return role.getRealmId();
            }
            if (entity instanceof FederatedUserGroupMembershipEntity group) {
                return group.getRealmId();
            }
            if (entity instanceof FederatedUserCredentialEntity credential) {
                return credential.getRealmId();
            }
            if (entity instanceof BrokerLinkEntity link) {
                return link.getRealmId();
            }
            return entity instanceof FederatedUserAttributeEntity attribute ? attribute.getRealmId() : null;
        }

        /** Keycloak changes an attribute by removing it with a statement, and inserting it. */
        static void inserted(Changes changes, Object entity) {
            if (entity instanceof FederatedUserRoleMappingEntity role) {
                changes.granted(role.getRoleId(), Changes.Grant.USER + role.getUserId());
            } else if (entity instanceof BrokerLinkEntity link) {
                changes.user(link.getUserId()).linked = true;
            } else if (entity instanceof FederatedUserAttributeEntity attribute
                    && AbstractUserAdapterFederatedStorage.ENABLED_ATTRIBUTE.equals(attribute.getName())) {
                ChangedUser user = changes.user(attribute.getUserId());
                user.enabled = Boolean.parseBoolean(attribute.getValue());
                user.disabled = !user.enabled;
            }
        }

        static void deleted(Changes changes, Object entity) {
            if (entity instanceof FederatedUserRoleMappingEntity role) {
                changes.user(role.getUserId()).rolesTaken.add(role.getRoleId());
            } else if (entity instanceof FederatedUserGroupMembershipEntity group) {
                changes.user(group.getUserId()).groupsLeft.add(group.getGroupId());
            }
        }
    }

    public GuardEvents(Settings settings) {
        this.settings = settings;
    }

    /**
     * Notes that the session takes back the create of a user who was the only active admin from the start. As far as the create
     * saw, the realm had none before, so the removal takes none from it: it is not refused as that of the last admin.
     */
    public static void takesBack(KeycloakSession session, String userId) {
        session.setAttribute(TAKEN_BACK, userId);
    }

    /** Is called with every event of Keycloak's session factory; other events are passed over. */
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
        Watch watch = Watch.of(session, settings);
        // Whom this transaction has disabled, or taken a role from, may have been an active admin before.
        if (user.isEnabled() && !watch.changes().mayLeave(user.getId())) {
            watch.changes().announced(user.getId());
        }
        RemovedTombstones.note(session, user);
        // A service account is no active admin, whatever roles it holds. Who is disabled is none, either, but can have
        // sessions: where its store or its organization was switched off, or this transaction has disabled it.
        if (user.getServiceAccountClientLink() != null) {
            return;
        }
        HeldRoles.Holdings held = HeldRoles.holdings(
                session, realm, user, user.isEnabled() ? AdminRole.find(realm, settings) : Optional.empty());
        if (!held.exact()) {
            throw refused(watch, Refusal.unknown(session));
        }
        if (held.adminRole() && !user.getId().equals(session.getAttribute(TAKEN_BACK))) {
            watch.changes().user(user.getId()).wasActiveAdmin = true;
            if (realm.equals(session.getContext().getRealm())) {
                keepInTheDirectory(session, watch, user);
            }
        }
        if (held.sessions()) {
            SessionsOfRemovedUser.end(session, realm, user);
        }
    }

    /**
     * Refuses the removal of the last active admin before Keycloak removes the entry in the user's directory, which no
     * refusal at the commit would bring back (UserStorageManager.removeUser).
     */
    private void keepInTheDirectory(KeycloakSession session, Watch watch, UserModel user) {
        Changes changes = watch.changes();
        // A user whom the same transaction has made is only taken back.
        boolean isKept = HeldRoles.areElsewhere(user) && !changes.isCreated(user.getId());
        if (!isKept || settings.keepLastAdmin() != KeepLastAdmin.EVERYWHERE) {
            return;
        }
        LeavingAdmins admins = new LeavingAdmins(session, settings, new Refusal(session, false));
        changes.users().forEach(admins::noteRemoved);
        try {
            admins.keepLast(changes.mayHaveTakenAdmins(), List.of());
        } catch (RuntimeException refusal) {
            throw refused(watch, refusal);
        }
    }

    /** Keycloak's page to delete the account goes on after any exception (DeleteAccount.processAction). */
    private static RuntimeException refused(Watch watch, RuntimeException refusal) {
        watch.refuse(refusal);
        return refusal;
    }

    /**
     * Ends the sessions of a user without a row, whose store does not import its users, where the user is not an admin
     * after the loss. Of other users the rows tell, but not by which id the user was found.
     */
    private void onLoss(KeycloakSession session, UserModel user) {
        if (!ModuleSwitch.isEnabled(session)) {
            return;
        }
        if (StorageId.isLocalStorage(user.getId())) {
            Watch.of(session, settings).changes().doubts(user.getId());
        } else if (!new Accounts(session, settings).isAdmin(user)) {
            Watch.of(session, settings).endings().ofAll(user);
        }
    }

    private void mayTakeAdmins(KeycloakSession session) {
        if (ModuleSwitch.isEnabled(session)) {
            Watch.of(session, settings).changes().mayTakeAdmins();
        }
    }
}
