package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.accounts.AccountAttributes;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.accounts.LastAdmin;
import io.usersapi.keycloak.accounts.RemovedTombstones;
import io.usersapi.keycloak.accounts.Tombstone;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.Settings.KeepLastAdmin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

/** One look at what a transaction has changed. */
final class Look {

    private static final Logger LOG = Logger.getLogger(Look.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Changes changes;
    private final Endings endings;
    private final boolean own;
    private final Refusal refusal;
    private final Accounts accounts;
    private final RoleModel adminRole;
    /** Who may be an active admin no longer. */
    private final Set<String> leaving = new HashSet<>();

    private boolean lockedOut;

    Look(KeycloakSession session, Settings settings, Changes changes, Endings endings, boolean own) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.changes = changes;
        this.endings = endings;
        this.own = own;
        this.refusal = new Refusal(session, own);
        this.accounts = new Accounts(session, settings);
        this.adminRole = accounts.adminRole();
    }

    void take() {
        List<ChangedUser> users = changes.takeUsers();
        new NewUsers(session)
                .mark(users.stream()
                        .filter(this::isPlainlyNew)
                        .map(ChangedUser::id)
                        .toList());
        new PermissionGain(session, settings, refusal).check(changes.takeGrants());
        for (ChangedUser changed : users) {
            look(changed);
        }
        keepLastAdmin(changes.takeMayTakeAdmins(), users);
        users.stream()
                .filter(changed -> changed.changed && !changed.removed)
                .filter(changed -> !changed.federated || changes.isAsked(changed.id()))
                .map(ChangedUser::id)
                // A user has the date of its creation, however often this looks.
                .filter(id -> !changes.isCreated(id))
                .filter(changes::date)
                .forEach(id -> UserDates.touch(session, id));
    }

    /** Whether nothing is asked of a new user but the attribute {@code active}. */
    private boolean isPlainlyNew(ChangedUser changed) {
        return changed.created
                && !changed.marked
                && !changed.maybeTombstone
                && !RemovedTombstones.contain(session, changed.id());
    }

    private void look(ChangedUser changed) {
        if (isPlainlyNew(changed)) {
            return;
        }
        if (changed.removed) {
            if (changed.wasActiveAdmin) {
                leaving.add(changed.id());
            }
            return;
        }
        boolean takesAdminRole = takesAdminRole(changed);
        if (Tombstone.isBeingKept(session, changed.id())) {
            return;
        }
        if (!changed.wantsLook() && !takesAdminRole) {
            return;
        }
        UserModel user = session.users().getUserById(realm, changed.id());
        if (user == null || user.getServiceAccountClientLink() != null) {
            return;
        }
        if (changed.created && RemovedTombstones.contain(session, user.getId())) {
            keep(user);
        } else if (changed.maybeTombstone && CommittedState.isTombstone(session, user.getId())) {
            // What gives it nothing back is let through; the attributes as this transaction read them may be of its
            // life.
            if (changed.revived || changed.marked) {
                throw refusal.tombstone();
            }
        } else {
            living(user, changed, takesAdminRole);
        }
    }

    private void keep(UserModel tombstone) {
        new Tombstone(session, settings.deletedEmail()).keep(tombstone);
        endings.ofAll(tombstone);
    }

    private void living(UserModel user, ChangedUser changed, boolean takesAdminRole) {
        if (changed.marked && !own && AccountAttributes.isTombstone(user)) {
            onForeignMarks(user, changed);
        }
        if (changed.enabled || changed.disabled || changed.created || changed.marked) {
            AccountAttributes.mirrorEnabled(session, user);
        }
        boolean lostAdminRole = takesAdminRole && !isAdmin(user);
        boolean wasActive = changed.disabled || user.isEnabled();
        if (wasActive && (lostAdminRole || (changed.disabled && isAdmin(user)))) {
            leaving.add(user.getId());
            lockedOut |= changed.lockedOut;
        }
        if (changed.disabled || lostAdminRole) {
            endings.ofAll(user);
        } else if (changed.passwordSet && !changed.created) {
            endings.ofAllButOwn(user);
        }
    }

    /** The marks of a tombstone are this API's alone, but for the import of a realm that has tombstones. */
    private void onForeignMarks(UserModel user, ChangedUser changed) {
        if (changed.created) {
            keep(user);
        } else {
            List.of(ModuleAttributes.DELETED_AT, ModuleAttributes.DELETED_BY).forEach(user::removeAttribute);
        }
    }

    private boolean isAdmin(UserModel user) {
        return adminRole != null && user.hasRole(adminRole);
    }

    /** Whether what the user lost has the admin role in it: asked of cached roles and groups. */
    private boolean takesAdminRole(ChangedUser changed) {
        return adminRole != null
                && (changed.rolesTaken.stream().map(realm::getRoleById).anyMatch(role -> role != null && brings(role))
                        || changed.groupsLeft.stream()
                                .map(id -> session.groups().getGroupById(realm, id))
                                .anyMatch(group -> group != null && brings(group)));
    }

    private boolean brings(RoleModel role) {
        return role.equals(adminRole) || role.hasRole(adminRole);
    }

    private boolean brings(GroupModel group) {
        return group.getType() == GroupModel.Type.REALM && RoleUtils.hasRoleFromGroup(group, adminRole, true);
    }

    /** @param rolesChanged whether a role or a group changed, rather than a user */
    private void keepLastAdmin(boolean rolesChanged, List<ChangedUser> users) {
        boolean asked = rolesChanged || !leaving.isEmpty();
        if (!asked || session.realms().getRealm(realm.getId()) == null) {
            return;
        }
        LastAdmin lastAdmin = new LastAdmin(session, settings);
        boolean kept = leaving.isEmpty()
                ? lastAdmin.staysAfterChangeOfRoles()
                : users.stream().anyMatch(this::arrives) || lastAdmin.isAnotherThan(leaving);
        if (kept) {
            return;
        }
        boolean refuses = own || settings.keepLastAdmin() == KeepLastAdmin.EVERYWHERE;
        // Keycloak's protection against guessed passwords goes before: a lock-out can be lifted.
        if (refuses && !lockedOut) {
            throw refusal.lastAdmin();
        }
        LOG.warnf("Realm %s has no active admin left after a change outside the Users API", realm.getName());
    }

    /** Whether the user becomes an active admin in the same transaction. */
    private boolean arrives(ChangedUser changed) {
        if (!changed.revived || changed.removed || leaving.contains(changed.id())) {
            return false;
        }
        UserModel user = session.users().getUserById(realm, changed.id());
        return user != null && user.isEnabled() && isAdmin(user);
    }
}
