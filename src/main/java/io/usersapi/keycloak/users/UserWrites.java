package io.usersapi.keycloak.users;

import io.usersapi.keycloak.access.AssignableRoles;
import io.usersapi.keycloak.access.Audit;
import io.usersapi.keycloak.access.Caller;
import io.usersapi.keycloak.accounts.AccountChanges;
import io.usersapi.keycloak.accounts.AccountDifference;
import io.usersapi.keycloak.accounts.AccountDraft;
import io.usersapi.keycloak.accounts.AccountRules;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.accounts.Fields;
import io.usersapi.keycloak.accounts.KnownUsers;
import io.usersapi.keycloak.accounts.NewAccounts;
import io.usersapi.keycloak.accounts.Origin;
import io.usersapi.keycloak.accounts.OwnWrites;
import io.usersapi.keycloak.accounts.Vanished;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.module.MailServer;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/** Creates, changes and deletes for a caller: may they, do it, write it down. Committing a create is the resource's. */
public final class UserWrites {

    private final KeycloakSession session;
    private final Accounts accounts;
    private final AssignableRoles assignable;
    private AccountRules rules;
    private KnownUsers known;
    private final AccountChanges changes;
    private final NewAccounts newAccounts;
    private final Caller caller;
    private final Watch watch;
    private boolean wrote;
    private boolean isTogether;
    private UserModel newest;
    private boolean leavesEvents = true;
    private boolean commits = true;

    public UserWrites(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.accounts = new Accounts(session, settings, caller.reach());
        this.assignable = new AssignableRoles(session);
        this.rules = new AccountRules(session, settings);
        this.known = new KnownUsers(session);
        this.watch = Watch.of(session, settings);
        this.changes = new AccountChanges(session, settings, this::keepRules);
        this.newAccounts = new NewAccounts(session, settings, this::keepRules);
        this.caller = caller;
    }

    /**
     * For many users: whoever asks leaves one event for all of them.
     *
     * @param dryRun whether changes are left to be rolled back
     * @param users what is known of their addresses and ids
     */
    public UserWrites ofImport(boolean dryRun, KnownUsers users) {
        leavesEvents = false;
        commits = !dryRun;
        known = users;
        rules = rules.knowing(users);
        return this;
    }

    /** Whether an update would change the user: it is checked, and nothing is written. */
    public boolean wouldChange(String key, UserRequest request) {
        UserModel found = accounts.get(key);
        caller.requireMayTouch(found);
        AccountDraft change = new AccountDifference(session, accounts).of(request.draft(assignable), found);
        check(found, change, request);
        return !change.isEmpty();
    }

    /** What a new user is to be: all of it is checked, and nothing is written. */
    public AccountDraft planned(UserRequest request, Origin origin) {
        AccountDraft draft = request.draft(assignable);
        rules.checkNew(draft, origin, request.violations());
        refuse(request, draft);
        return draft;
    }

    /** Creates a planned user, and answers its id. */
    public String create(AccountDraft planned, Origin origin) {
        UserModel user = newAccounts.create(planned, origin, isTogether ? created -> {} : caller::requireMayTouch);
        newest = user;
        known.created(user);
        OwnWrites.mark(session);
        return user.getId();
    }

    /**
     * Creates many planned users, whose rows are sent to the database together. The guard looks at them in the end, and so
     * does the caller's right: what the realm gives to every new user is the same for all of them, and what a plan gives
     * was asked for each.
     */
    public void together(Runnable creates) {
        isTogether = true;
        newAccounts.together(creates, () -> watch.keepRules(true));
        if (newest != null) {
            caller.requireMayTouch(newest);
        }
    }

    private void keepRules() {
        if (!isTogether) {
            watch.keepRules(true);
        }
    }

    VersionedAccount create(UserRequest request) {
        AccountDraft draft = request.draft(assignable);
        rules.checkNew(draft, request.violations());
        refuse(request, draft);
        if (request.invites() && !MailServer.isConfigured(session.getContext().getRealm())) {
            throw ProblemException.of(ErrorCode.MAIL_NOT_CONFIGURED);
        }
        // The realm's default groups may give it more than the caller holds.
        UserModel user = newAccounts.create(draft, Origin.HERE, caller::requireMayTouch);
        return written(user, OperationType.CREATE);
    }

    /** @param content read when nothing that was asked before stands against the change */
    public VersionedAccount update(String key, Supplier<UserRequest> content, Precondition precondition) {
        UserModel found = accounts.get(key);
        return Vanished.told(session, found, () -> update(found, content, precondition));
    }

    private VersionedAccount update(UserModel found, Supplier<UserRequest> content, Precondition precondition) {
        caller.requireMayTouch(found);
        if (precondition.isThere()) {
            precondition.require(VersionedAccount.of(accounts, found));
        }
        UserRequest request = content.get();
        AccountDraft wanted = request.draft(assignable);
        AccountDifference difference = new AccountDifference(session, accounts);
        AccountDraft checked = difference.of(wanted, found);
        check(found, checked, request);
        UserModel user = locked(found, precondition);
        AccountDraft change = difference.of(wanted, user);
        if (!change.equals(checked)) {
            check(user, change, request);
        }
        if (change.isEmpty()) {
            return VersionedAccount.of(accounts, user);
        }
        boolean wasAdmin = accounts.isAdmin(user);
        changes.change(user, change);
        endSessionsElsewhere(user, change, wasAdmin && !accounts.isAdmin(user));
        VersionedAccount changed = written(user, OperationType.UPDATE);
        if (commits) {
            changes.commitChange(user);
        }
        return changed;
    }

    /** The guard sees it by the user's row, which a user of a store that does not import its users does not have. */
    private void endSessionsElsewhere(UserModel user, AccountDraft change, boolean demoted) {
        boolean deactivated = !change.get(Fields.STATUS).orElse(true);
        if (!StorageId.isLocalStorage(user.getId())
                && (demoted || deactivated || change.get(Fields.PASSWORD).isPresent())) {
            watch.endings().ofAll(user);
        }
    }

    private void check(UserModel user, AccountDraft change, UserRequest request) {
        rules.checkChange(user, change, request.violations());
        refuse(request, change);
    }

    public void delete(String key, Precondition precondition) {
        UserModel found = accounts.get(key);
        Vanished.told(session, found, () -> delete(found, precondition));
    }

    private UserModel delete(UserModel found, Precondition precondition) {
        caller.requireMayTouch(found);
        UserModel user = locked(found, precondition);
        changes.delete(user, caller.user().getId());
        new Audit(session, caller).wrote(OperationType.DELETE, null, "users", user.getId());
        changes.commitChange(user);
        return user;
    }

    /** Every session ends, online and offline, and no token that was issued before is of use any more. */
    void endSessions(String key) {
        UserModel found = accounts.get(key);
        Vanished.told(session, found, () -> endSessions(found));
    }

    private UserModel endSessions(UserModel found) {
        caller.requireMayTouch(found);
        UserModel user = accounts.lock(found);
        caller.requireMayTouch(user);
        changes.date(user);
        watch.endings().ofAll(user);
        // As Keycloak's own Admin API names the act.
        new Audit(session, caller).wrote(OperationType.ACTION, null, "users", user.getId(), "logout");
        changes.commitChange(user);
        return user;
    }

    private void refuse(UserRequest request, AccountDraft draft) {
        Violations violations = request.violations();
        boolean demotes = draft.get(Fields.TYPE).filter(admin -> !admin).isPresent();
        if (demotes && draft.get(Fields.ROLES).filter(this::makesAdmin).isPresent()) {
            violations.add("type", ErrorCode.NOT_COMBINABLE, "roles");
        }
        violations.refuseIfAny();
        draft.get(Fields.ROLES).ifPresent(roles -> roles.forEach(caller::requireMayAssign));
        if (draft.get(Fields.TYPE).orElse(false)) {
            if (accounts.adminRole() == null) {
                throw ProblemException.of(ErrorCode.NO_ADMIN_ROLE);
            }
            caller.requireMayAssign(accounts.adminRole());
        }
    }

    private boolean makesAdmin(java.util.Set<RoleModel> roles) {
        RoleModel admin = accounts.adminRole();
        return admin != null && roles.stream().anyMatch(role -> role.equals(admin) || role.hasRole(admin));
    }

    /** Asked again once the user is locked: it may have become somebody whom the caller must not touch. */
    private UserModel locked(UserModel found, Precondition precondition) {
        UserModel user = accounts.lock(found);
        caller.requireMayTouch(user);
        precondition.require(VersionedAccount.of(accounts, user));
        return user;
    }

    /** Whether a create or a change has written anything: what is already so is no change. */
    public boolean wrote() {
        return wrote;
    }

    private VersionedAccount written(UserModel user, OperationType operation) {
        wrote = true;
        VersionedAccount account = VersionedAccount.of(accounts, user);
        if (leavesEvents) {
            new Audit(session, caller).wrote(operation, account.account(), "users", user.getId());
        }
        return account;
    }
}
