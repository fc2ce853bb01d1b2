package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.change.AccountChanges;
import io.usersapi.keycloak.account.change.NewAccounts;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.MailServer;
import io.usersapi.keycloak.module.Settings;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Creates, changes and deletes for a caller. The steps of a create stand in {@link #create}, those of every write to a user
 * who is there in {@link #write}. Whoever asks for a create commits it, together with what is kept for its idempotency key,
 * and sends its mail after that. The guard ends sessions after the commit.
 */
public final class UserWrites {

    private final KeycloakSession session;
    private final Caller caller;
    private final Accounts accounts;
    private final RequestCheck requests;
    private final NewAccounts newAccounts;
    private final AccountChanges changes;
    private final Watch watch;
    private boolean leavesEvents = true;
    private boolean commits = true;
    private boolean wrote;

    public UserWrites(KeycloakSession session, Settings settings, Caller caller) {
        this(
                session,
                settings,
                caller,
                new RequestCheck(
                        session,
                        new Accounts(session, settings, caller.reach()),
                        caller,
                        new AccountRules(session, settings)));
    }

    UserWrites(KeycloakSession session, Settings settings, Caller caller, RequestCheck requests) {
        this.session = session;
        this.caller = caller;
        this.accounts = new Accounts(session, settings, caller.reach());
        this.requests = requests;
        this.watch = Watch.of(session, settings);
        this.newAccounts = new NewAccounts(session, settings, () -> watch.keepRules(true));
        this.changes = new AccountChanges(session, settings, () -> watch.keepRules(true));
    }

    /**
     * For many users: whoever asks leaves one event for all of them.
     *
     * @param dryRun whether changes are left to be rolled back
     */
    UserWrites ofImport(boolean dryRun) {
        leavesEvents = false;
        commits = !dryRun;
        return this;
    }

    /** Checks what is asked for, claims the address, writes, asks for the right to the user that was made, has the guard look. */
    VersionedAccount create(UserRequest request) {
        AccountDraft draft = requests.ofNew(request, Origin.HERE);
        if (request.invites() && !MailServer.isConfigured(session.getContext().getRealm())) {
            throw ProblemException.of(ErrorCode.MAIL_NOT_CONFIGURED);
        }
        // The realm's default groups may give it more than the caller holds.
        UserModel user = newAccounts.create(draft, Origin.HERE, caller::requireMayTouch);
        return written(OperationType.CREATE, user);
    }

    /** @param content read when nothing that was asked before stands against the change */
    public VersionedAccount update(String key, Supplier<UserRequest> content, Precondition precondition) {
        RequestCheck.Change change = requests.ofChange(content);
        return write(key, precondition, change::of, user -> changed(user, change.of(user)));
    }

    public void delete(String key, Precondition precondition) {
        write(key, precondition, found -> {}, user -> {
            changes.delete(user, caller.user().getId());
            new Audit(session, caller).wrote(OperationType.DELETE, null, "users", user.getId());
            return user;
        });
    }

    /** Every session ends, online and offline, and no token that was issued before is of use any more. */
    void endSessions(String key) {
        write(key, Precondition.none(), found -> {}, user -> {
            changes.date(user);
            watch.endings().ofAll(user);
            // As Keycloak's own Admin API names the act.
            new Audit(session, caller).wrote(OperationType.ACTION, null, "users", user.getId(), "logout");
            return user;
        });
    }

    /**
     * The steps of a write to a user who is there.
     *
     * @param check refuses what can be refused while nothing is locked
     * @param apply changes the locked user, sends the change to the database, has the guard look at it, and leaves the event
     */
    private <T> T write(
            String key, Precondition precondition, Consumer<UserModel> check, Function<UserModel, T> apply) {
        UserModel found = accounts.get(key);
        return Vanished.told(session, found, () -> {
            authorize(found, precondition);
            check.accept(found);
            UserModel user = accounts.lock(found);
            // Asked again: it may have become somebody whom the caller must not touch.
            authorize(user, precondition);
            T answer = apply.apply(user);
            if (commits) {
                changes.commitChange(user);
            }
            return answer;
        });
    }

    private void authorize(UserModel user, Precondition precondition) {
        caller.requireMayTouch(user);
        if (precondition.isThere()) {
            precondition.require(VersionedAccount.of(accounts, user));
        }
    }

    private VersionedAccount changed(UserModel user, AccountDraft change) {
        if (change.isEmpty()) {
            return VersionedAccount.of(accounts, user);
        }
        boolean wasAdmin = accounts.isAdmin(user);
        changes.change(user, change);
        endSessionsElsewhere(user, change, wasAdmin && !accounts.isAdmin(user));
        return written(OperationType.UPDATE, user);
    }

    /** The guard sees it by the user's row, which a user of a store that does not import its users does not have. */
    private void endSessionsElsewhere(UserModel user, AccountDraft change, boolean demoted) {
        boolean deactivated = !change.get(Fields.STATUS).orElse(true);
        if (!StorageId.isLocalStorage(user.getId())
                && (demoted || deactivated || change.get(Fields.PASSWORD).isPresent())) {
            watch.endings().ofAll(user);
        }
    }

    /** Whether a create or a change has written anything: what is already so is no change. */
    public boolean wrote() {
        return wrote;
    }

    private VersionedAccount written(OperationType operation, UserModel user) {
        wrote = true;
        VersionedAccount account = VersionedAccount.of(accounts, user);
        if (leavesEvents) {
            new Audit(session, caller).wrote(operation, account.account(), "users", user.getId());
        }
        return account;
    }
}
