package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.directory.OutsideStatus;
import io.usersapi.keycloak.account.session.OwnSignIn;
import io.usersapi.keycloak.account.state.AdminHolders;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.LastAdmin;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.Settings.KeepLastAdmin;
import io.usersapi.keycloak.module.UserStores;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/** The users who stop being active admins with a transaction, and whether the realm keeps another active admin. */
final class LeavingAdmins {

    private static final Logger LOG = Logger.getLogger(LeavingAdmins.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Refusal refusal;
    private final LastAdmin lastAdmin;
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> lockedOut = new HashSet<>();
    private Optional<RoleModel> adminRole;
    /** Those who leave since they were disabled, and whom a directory keeps. */
    private final Set<String> ofDirectories = new HashSet<>();
    /** The admins among the users of a look at many; null where each user is asked. */
    private Set<String> known;

    LeavingAdmins(KeycloakSession session, Settings settings, Refusal refusal) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.refusal = refusal;
        this.lastAdmin = new LastAdmin(session, settings);
    }

    /** The admin role. Most changes are of no admin and of no role that could bring it: they do not look for it. */
    Optional<RoleModel> adminRole() {
        if (adminRole == null) {
            adminRole = AdminRole.find(realm, settings);
        }
        return adminRole;
    }

    /** Notes a user who is removed, if the user was an active admin. */
    void noteRemoved(ChangedUser removed) {
        if (removed.wasActiveAdmin) {
            leaving.add(removed.id());
        }
    }

    /** Notes a user who was removed and made anew, as by an import that overwrites, where it was an active admin and is none. */
    void noteMadeAnew(ChangedUser made) {
        if (made.wasActiveAdmin) {
            UserModel user = inTables(made.id());
            boolean isPerson = user != null && user.getServiceAccountClientLink() == null;
            if (!isPerson || !user.isEnabled() || !UserStores.letIn(realm, user) || !isAdmin(user)) {
                leaving.add(made.id());
            }
        }
    }

    /**
     * Notes a user who still exists, if the user was active and is no longer an active admin.
     *
     * @param lostAdminRole whether the change took the admin role from the user
     */
    void note(UserModel user, ChangedUser changed, boolean lostAdminRole) {
        if (!StorageId.isLocalStorage(user.getId())) {
            // The count of admins knows no user without a row.
            return;
        }
        boolean wasActive = changed.disabled || user.isEnabled();
        boolean mayLoseAccess = changed.disabled || changed.relinked;
        if (wasActive && (lostAdminRole || (mayLoseAccess && isAdmin(user)))) {
            leaving.add(user.getId());
            if (changed.lockedOut) {
                lockedOut.add(user.getId());
            }
            if (changed.disabled && !lostAdminRole && user.isFederated()) {
                ofDirectories.add(user.getId());
            }
        }
    }

    /** The user by Keycloak's tables alone. To ask the user's store could remove the user, in another transaction. */
    UserModel inTables(String id) {
        return UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, id);
    }

    boolean isAdmin(UserModel user) {
        // A directory can give its users roles that the database does not have.
        return known == null || user.isFederated()
                ? adminRole().filter(role -> HeldRoles.hold(user, role)).isPresent()
                : known.contains(user.getId());
    }

    /** Whether a user who lost a role or a group that brings the admin role is an admin by another. */
    boolean isAdminOtherwise(UserModel user) {
        return isAdmin(user)
                && (HeldRoles.areElsewhere(user)
                        || refusal.behindTheLock(() -> lastAdmin.isAdminOtherwise(user.getId())));
    }

    /** Looks up once who of the changed users is an admin, where they are many. */
    void lookUp(List<ChangedUser> users) {
        if (users.stream().filter(ChangedUser::mayLeave).count() > 1) {
            List<String> ids = users.stream().map(ChangedUser::id).toList();
            known = adminRole()
                    .map(role -> new AdminHolders(session, role).among(ids))
                    .orElse(Set.of());
        }
    }

    /**
     * Gives the last active admin back what the own sign-in takes, as where an identity provider says no more that the person
     * is an admin: a refusal would keep the person out of all applications.
     */
    boolean giveBack(UserModel user, HeldRoles.Lost lost) {
        boolean isOwn = OwnSignIn.is(session, user) && StorageId.isLocalStorage(user.getId());
        if (!isOwn || !refuses() || refusal.behindTheLock(() -> lastAdmin.isAnotherThan(Set.of(user.getId())))) {
            return false;
        }
        lost.giveBack(user);
        LOG.warnf(
                "Realm %s: the own sign-in took the admin role from the last admin %s; it is given back",
                realm.getName(), user.getId());
        return true;
    }

    private boolean refuses() {
        return refusal.own() || settings.keepLastAdmin() == KeepLastAdmin.EVERYWHERE;
    }

    /**
     * Refuses a change that leaves the realm without an active admin, or only warns in the log, as the setting
     * {@code keep-last-admin} says.
     *
     * @param rolesChanged whether a role or a group was changed
     * @param users all users whom the transaction has changed
     * @throws RuntimeException as {@link Refusal#lastAdmin()}
     */
    void keepLast(boolean rolesChanged, List<ChangedUser> users) {
        leaving.removeIf(this::isDisabledByItsDirectory);
        boolean asked = rolesChanged || !leaving.isEmpty();
        if (!asked || session.realms().getRealm(realm.getId()) == null || isKept(rolesChanged, users)) {
            return;
        }
        // Keycloak's protection against guessed passwords has precedence, since a lock-out can be lifted.
        boolean isLockOut = !rolesChanged && lockedOut.containsAll(leaving);
        if (refuses() && !isLockOut) {
            throw refusal.lastAdmin();
        }
        LOG.warnf("Realm %s has no active admin left after a change outside the Users API", realm.getName());
    }

    /** Who cannot sign in by the own directory has left before: a synchronization only follows. */
    private boolean isDisabledByItsDirectory(String id) {
        boolean left = ofDirectories.contains(id)
                && CommittedState.in(session, realm.getId(), other -> new OutsideStatus(other).isDisabled(id));
        if (left) {
            LOG.warnf("Realm %s: the admin %s was disabled by the own directory", realm.getName(), id);
        }
        return left;
    }

    private boolean isKept(boolean rolesChanged, List<ChangedUser> users) {
        // What was committed shows neither that this transaction takes the role from others, too, nor that it gives it.
        boolean isAskedHere = rolesChanged || users.stream().anyMatch(this::arrives);
        return refusal.behindTheLock(
                () -> isAskedHere ? lastAdmin.staysAfterChangeOfRoles(leaving) : lastAdmin.isAnotherThan(leaving));
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
