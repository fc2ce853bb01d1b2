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
import io.usersapi.keycloak.module.Settings;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Creates, changes and deletes users for a caller. The steps of a create stand in {@link #create}, those of every write
 * to a user who exists in {@link #write}. The caller of {@link #create} commits, together with what is kept for the
 * idempotency key, and sends the mail after that. The guard ends sessions after the commit.
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
     * For an import: the caller of this class leaves one admin event for all users.
     *
     * @param dryRun true where nothing is committed here, and the caller of this class rolls back
     */
    UserWrites ofImport(boolean dryRun) {
        leavesEvents = false;
        commits = !dryRun;
        return this;
    }

    /**
     * Creates a user: checks the request, claims the address, writes, asks for the caller's right to the user that was
     * made, and has the guard look at it. The caller of this method commits.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException as {@link RequestCheck#ofNew} and {@link NewAccounts#create}; 502
     *     {@code mail_not_configured} where an invitation could not be sent; 403 where the caller may not touch a user
     *     such as the one that was made
     */
    VersionedAccount create(UserRequest request) {
        AccountDraft draft = requests.ofNew(request, Origin.HERE);
        requests.requireMail(request);
        // The default groups of the realm may give the user more than the caller holds.
        UserModel user = newAccounts.create(draft, Origin.HERE, caller::requireMayTouch);
        return written(OperationType.CREATE, user);
    }

    /**
     * Changes a user and commits.
     *
     * @param found the user, in the caller's reach, who is not locked yet
     * @param content reads the request; it is called after the right and the precondition have been asked
     * @throws io.usersapi.keycloak.http.problem.ProblemException 404 where the user is gone; 403 where the caller may not
     *     touch the user; 412 where the precondition fails; and as {@link RequestCheck.Change#of} and
     *     {@link AccountChanges#change}
     */
    public VersionedAccount update(UserModel found, Supplier<UserRequest> content, Precondition precondition) {
        RequestCheck.Change change = requests.ofChange(content);
        return write(found, precondition, change::of, user -> changed(user, change.of(user)));
    }

    /**
     * Deletes a user softly, which leaves a tombstone, and commits.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 403, 404 and 412 as {@link #update}; 409 as
     *     {@link AccountChanges#delete}
     */
    public void delete(UserModel found, Precondition precondition) {
        write(found, precondition, unlocked -> {}, user -> {
            changes.delete(user, caller.user().getId());
            new Audit(session, caller).wrote(OperationType.DELETE, null, "users", user.getId());
            return user;
        });
    }

    /** Ends every session of the user, online and offline. No token that was issued before is of use any more. */
    void endSessions(UserModel found) {
        write(found, Precondition.none(), unlocked -> {}, user -> {
            changes.date(user);
            watch.endings().ofAll(user);
            // The name that Keycloak's Admin API gives the act (UserResource.logout).
            new Audit(session, caller).wrote(OperationType.ACTION, null, "users", user.getId(), "logout");
            return user;
        });
    }

    /**
     * The steps of a write to a user who exists.
     *
     * @param check refuses what can be refused while nothing is locked
     * @param apply changes the locked user, sends the change to the database, has the guard look at the change, and
     *     leaves the admin event
     */
    private <T> T write(
            UserModel found, Precondition precondition, Consumer<UserModel> check, Function<UserModel, T> apply) {
        return Vanished.translating(session, found, () -> {
            authorize(found, precondition);
            check.accept(found);
            UserModel user = accounts.lock(found);
            watch.holds(user.getId());
            // The right is asked again: the user may have become somebody whom the caller must not touch.
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

    /**
     * Ends the sessions of a user of a store. The guard ends sessions when the user's rows change. A store can keep a
     * password and a role by itself, and where it does not import its users, they have no rows.
     */
    private void endSessionsElsewhere(UserModel user, AccountDraft change, boolean demoted) {
        boolean deactivated = !change.get(Fields.STATUS).orElse(true);
        if ((user.isFederated() || !StorageId.isLocalStorage(user.getId()))
                && (demoted || deactivated || change.get(Fields.PASSWORD).isPresent())) {
            watch.endings().ofAll(user);
        }
    }

    /** Whether a create or a change has written anything. A change that the user already has is not written. */
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
