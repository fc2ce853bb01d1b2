package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.StoredId;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.NewUsers;
import io.usersapi.keycloak.account.state.OpenPage;
import io.usersapi.keycloak.account.state.RemovedTombstones;
import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.module.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** One look of the guard at what a transaction has changed: refuses what a rule forbids, completes the rest. */
final class Look {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Changes changes;
    private final Endings endings;
    private final boolean own;
    private final Refusal refusal;
    private final LeavingAdmins admins;
    private Set<String> plainlyNew;
    private Set<String> tombstones;
    private Set<String> unmarked;
    private boolean usedModels;

    Look(KeycloakSession session, Settings settings, Changes changes, Endings endings, boolean own) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.changes = changes;
        this.endings = endings;
        this.own = own;
        this.refusal = new Refusal(session, own);
        this.admins = new LeavingAdmins(session, settings, refusal);
    }

    /** @return whether Keycloak's model of a user was used: what that wrote, also into a directory's user, wants a look, too */
    boolean take() {
        if (changes.isSpeltOtherwise(id -> StoredId.isMisspelt(session, id))) {
            throw Refusal.unknown(session);
        }
        List<ChangedUser> users = changes.takeUsers();
        users.forEach(changed ->
                changed.settlePassword(own || changes.isAsked(changed.id()) || endings.concern(changed.id())));
        plainlyNew = ids(users, this::isPlainlyNew);
        if (!plainlyNew.isEmpty()) {
            new NewUsers(session).mark(List.copyOf(plainlyNew));
        }
        new PermissionGain(session, settings, refusal).check(changes.takeGrants(), changes::isAsked);
        admins.lookUp(users);
        Set<String> asked = ids(users, changed -> changed.maybeTombstone && !changed.removed);
        tombstones = CommittedState.tombstones(session, asked);
        if (!asked.containsAll(tombstones)) {
            throw Refusal.unknown(session);
        }
        unmarked = unmarked(users);
        users.forEach(this::look);
        admins.keepLast(changes.takeMayTakeAdmins(), users);
        users.forEach(this::touch);
        return usedModels;
    }

    /** Dates a change. Where a soft delete at this instant may not see what was inserted, the user is looked at again. */
    private void touch(ChangedUser changed) {
        // A new user keeps the time of creation as the time of the last change.
        boolean isDue = changed.wantsDate() && !changes.isCreated(changed.id());
        boolean isMeant = !changed.federated || changes.isAsked(changed.id());
        if (!isDue || !isMeant || (changed.changed ? !changes.date(changed.id()) : changes.isDated(changed.id()))) {
            return;
        }
        // Whoever comes from a directory cannot be soft-deleted.
        boolean isAlive = changed.hasLateRows && !changed.maybeTombstone && !changed.federated;
        boolean isDone = changed.changed
                ? UserDates.touch(session, changed.id(), isAlive)
                : isAlive && UserDates.lockAlive(session, changed.id());
        if (isAlive && !isDone) {
            endings.lookAgainAt(changed.id());
        }
    }

    /** The tombstones that lose their marks with this transaction: an attribute can be removed by a statement. */
    private Set<String> unmarked(List<ChangedUser> users) {
        Set<String> written = ids(users, changed -> changed.attributesWritten && tombstones.contains(changed.id()));
        written.removeAll(CommittedState.tombstonesFor(session, Set.copyOf(written)));
        return written;
    }

    private static Set<String> ids(List<ChangedUser> users, Predicate<ChangedUser> which) {
        return users.stream().filter(which).map(ChangedUser::id).collect(Collectors.toSet());
    }

    /** Whether the user is new and needs nothing but the attribute {@code active}. */
    private boolean isPlainlyNew(ChangedUser changed) {
        return changed.created
                && !changed.marked
                && !changed.maybeTombstone
                && !RemovedTombstones.contain(session, changed.id());
    }

    private void look(ChangedUser changed) {
        if (changed.created) {
            admins.noteMadeAnew(changed);
        }
        if (plainlyNew.contains(changed.id())) {
            return;
        }
        // Keycloak tells of a link in a later request than that which makes it (IdpLinkAction).
        if (changed.linked && OpenPage.linksNothing(session, changed.id())) {
            throw Refusal.outdated(session);
        }
        if (changed.linked && !changed.removed) {
            // The date was set by a statement, and Keycloak takes but the links out of its cache (UserCacheSession).
            Optional.ofNullable(admins.inTables(changed.id())).ifPresent(new OutsideStore(session)::evict);
        }
        if (changed.removed) {
            changed.wasActiveAdmin |= !changes.isAnnounced(changed.id())
                    && CommittedState.wasActiveAdmin(session, settings, changed.id());
            admins.noteRemoved(changed);
            return;
        }
        HeldRoles.Lost lost = HeldRoles.bringing(session, changed.rolesTaken, changed.groupsLeft, admins::adminRole);
        if (Tombstone.isBeingKept(session, changed.id()) || (!changed.wantsLook() && lost.isNothing())) {
            return;
        }
        usedModels = true;
        boolean isTombstoneAnew = changed.created && RemovedTombstones.contain(session, changed.id());
        // The store to which the user was linked may not have the user.
        UserModel user = changes.isRelinked(changed.id()) || isTombstoneAnew
                ? admins.inTables(changed.id())
                : session.users().getUserById(realm, changed.id());
        if (isTombstoneAnew && user != null) {
            // Also where an import calls it the service account of a client.
            keep(user);
            return;
        }
        if (user == null || user.getServiceAccountClientLink() != null) {
            return;
        }
        if (tombstones.contains(user.getId())) {
            // A change that gives the tombstone nothing back passes. The committed state is asked, because this
            // transaction may have read the attributes while the user was alive. An attribute may sign in, too.
            boolean isMeantForTheLiving = changed.maybeBuriedMeanwhile && changed.changed;
            boolean isGiven = changed.revived || changed.marked || changed.hasLateRows;
            if (isGiven || isMeantForTheLiving || unmarked.contains(user.getId())) {
                throw refusal.tombstone();
            }
        } else {
            living(user, changed, lost);
        }
    }

    private void keep(UserModel tombstone) {
        new Tombstone(session, settings.deletedEmail()).keep(tombstone);
        endings.ofAll(tombstone);
    }

    private void living(UserModel user, ChangedUser changed, HeldRoles.Lost lost) {
        if (changed.marked && !own && AccountAttributes.isTombstone(user)) {
            onForeignMarks(user, changed);
        }
        if (changed.enabled || changed.disabled || changed.created || changed.marked) {
            AccountAttributes.mirrorEnabled(session, user);
        }
        boolean lostAdminRole = !lost.isNothing() && !admins.isAdminOtherwise(user) && !admins.giveBack(user, lost);
        // Who asks for the change is nobody's wrong password, whatever reason it gives.
        changed.lockedOut &=
                !own && !changes.isAsked(changed.id()) && session.getContext().getBearerToken() == null;
        admins.note(user, changed, lostAdminRole);
        if (changed.disabled) {
            endings.ofAll(user);
        } else if (lostAdminRole || (changed.passwordSet && !changed.created)) {
            endings.ofAllButOwn(user);
        }
    }

    /**
     * Treats the attributes that mark a tombstone, which only this API may write. The import of a realm may bring
     * tombstones: a created user with the marks is kept as one. From any other user the marks are removed.
     */
    private void onForeignMarks(UserModel user, ChangedUser changed) {
        if (changed.created) {
            keep(user);
        } else {
            List.of(ModuleAttributes.DELETED_AT, ModuleAttributes.DELETED_BY).forEach(user::removeAttribute);
        }
    }
}
