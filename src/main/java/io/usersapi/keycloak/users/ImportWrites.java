package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.batch.KnownUsers;
import io.usersapi.keycloak.account.change.NewAccounts;
import io.usersapi.keycloak.account.change.OwnWrites;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * What an import writes for a caller within one transaction. A new user is planned, which checks all of it, and then created,
 * by itself or together with others. Whoever asks commits what was created, and leaves one event for all users.
 */
public final class ImportWrites {

    private final KeycloakSession session;
    private final Caller caller;
    private final boolean dryRun;
    private final KnownUsers known;
    private final Accounts accounts;
    private final Watch watch;
    private final NewAccounts newAccounts;
    private final RequestCheck check;
    private final UserWrites writes;
    private boolean isTogether;
    private UserModel newest;

    /**
     * @param dryRun whether changes are left to be rolled back
     * @param known what is known of the users' addresses and ids
     */
    public ImportWrites(KeycloakSession session, Settings settings, Caller caller, boolean dryRun, KnownUsers known) {
        this.session = session;
        this.caller = caller;
        this.dryRun = dryRun;
        this.known = known;
        this.accounts = new Accounts(session, settings, caller.reach());
        this.watch = Watch.of(session, settings);
        this.newAccounts = new NewAccounts(session, settings, this::keepRules);
        this.check = new RequestCheck(session, accounts, caller, new AccountRules(session, settings).knowing(known));
        this.writes = new UserWrites(session, settings, caller, check).ofImport(dryRun);
    }

    /** What a new user is to be: all of it is checked, and nothing is written. */
    public AccountDraft planned(UserRequest request, Origin origin) {
        return check.ofNew(request, origin);
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

    /**
     * Changes a user who is there, and commits unless it is a dry run.
     *
     * @return whether the user was otherwise than the row wants it
     */
    public boolean update(UserModel user, UserRequest row) {
        // A dry run changes and rolls back; but a directory takes nothing back.
        if (dryRun && user.isFederated()) {
            UserModel found = accounts.get(user.getId());
            caller.requireMayTouch(found);
            return !check.ofChange(row::ofKnownUser).of(found).isEmpty();
        }
        writes.update(user.getId(), row::ofKnownUser, Precondition.none());
        return writes.wrote();
    }
}
