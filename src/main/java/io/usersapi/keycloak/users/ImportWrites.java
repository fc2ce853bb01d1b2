package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.batch.KnownUsers;
import io.usersapi.keycloak.account.change.NewAccounts;
import io.usersapi.keycloak.account.change.OwnWrites;
import io.usersapi.keycloak.account.state.LastAdmin;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * What an import writes for a caller within one transaction. A new user is planned first, which checks all of the
 * user's fields, and then created, alone or together with others. The caller of this class commits what was created,
 * and leaves one admin event for all users.
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
    private final LastAdmin admins;
    private boolean isTogether;
    private UserModel newest;
    private boolean madeOnlyAdmin;
    /** Whether the caller was found to have the right to users with what the realm gives to every new user. */
    private boolean mayMakeUsers;

    /**
     * @param session of the transaction in which the import writes
     * @param dryRun true where the import only tries: nothing is committed here, and the caller of this class rolls
     *     back
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
        this.admins = new LastAdmin(session, settings);
    }

    /**
     * What a new user is to be. All of it is checked, and nothing is written. For a dry run this includes the caller's right
     * to such a user, for which no user is made.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException as {@link RequestCheck#ofNew}; 403 {@code privileged} where
     *     a permission names the id that the user brings
     */
    public AccountDraft planned(UserRequest request, Origin origin) {
        AccountDraft planned = check.ofNew(request, origin);
        check.requireMail(request);
        origin.id().ifPresent(caller::requireMayGive);
        if (dryRun && !mayMakeUsers) {
            caller.requireMayTouch(AccountRules.anybodyIn(session));
            mayMakeUsers = true;
        }
        return planned;
    }

    /** Whether an earlier request with the same row can have made the user. */
    public boolean canHaveMade(UserModel user, UserRequest row) {
        return check.isMet(row, user);
    }

    /**
     * Creates a planned user, and answers the user's id.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException where the address is taken, or where the caller may not
     *     touch the user that was made
     */
    public String create(AccountDraft planned, Origin origin) {
        UserModel user = newAccounts.create(planned, origin, isTogether ? created -> {} : caller::requireMayTouch);
        newest = user;
        madeOnlyAdmin = planned.get(Fields.INVITE).isPresent() && admins.isOnly(user);
        known.created(user);
        OwnWrites.mark(session);
        return user.getId();
    }

    /** Whether the newest user is to be invited and is the only active admin. */
    public boolean madeOnlyAdmin() {
        return madeOnlyAdmin;
    }

    /**
     * Creates many planned users, whose rows are sent to the database together. The guard has nothing to look at in them:
     * they take nothing from anybody, and their attribute {@code active} is among the rows. It looks at what listeners
     * of other extensions have changed. The caller's right is asked for the newest user. One is enough: the realm gives
     * the same to every new user, and the right to what a plan gives was asked when the user was planned.
     *
     * @param creates calls {@link #create} for each user
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
     * Changes a user who exists, and commits unless the import is a dry run.
     *
     * @return whether the user differed from what the row wants
     * @throws io.usersapi.keycloak.http.problem.ProblemException as {@link UserWrites#update}
     */
    public boolean update(UserModel user, UserRequest row) {
        // A dry run writes and rolls back, but an LDAP directory does not roll back: the change is only compared.
        if (dryRun && user.isFederated()) {
            UserModel found = accounts.withId(user.getId());
            caller.requireMayTouch(found);
            return !check.ofChange(row::ofKnownUser).of(found).isEmpty();
        }
        writes.update(accounts.withId(user.getId()), row::ofKnownUser, Precondition.none());
        return writes.wrote();
    }
}
