package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.change.NewAccounts;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.state.LastAdmin;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.GuardEvents;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.mail.InvitationMail;
import io.usersapi.keycloak.module.Settings;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The invitation of a user who has just been created and committed. While the mail server is waited for, nothing is
 * locked and no transaction of a write is open. Where the mail server does not take the mail, the user is deleted
 * again, unless somebody has changed the user meanwhile.
 */
public final class NewUserInvitation {

    private static final Logger LOG = Logger.getLogger(NewUserInvitation.class);

    private final KeycloakSession session;
    private final Settings settings;
    private final Caller caller;
    private boolean isOnlyAdmin;

    public NewUserInvitation(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.settings = settings;
        this.caller = caller;
    }

    /**
     * Notes whether a user who is to be invited, and is not committed yet, is the only active admin. Afterwards nobody could
     * tell whether the realm had none before, or had one who has gone because this one counted.
     */
    VersionedAccount noting(VersionedAccount made) {
        isOnlyAdmin = Invitation.PENDING.equals(made.account().invitation())
                && new LastAdmin(session, settings)
                        .isOnly(new Accounts(session, settings)
                                .withId(made.account().id()));
        return made;
    }

    /**
     * Sends the invitation of a user as the user is now.
     *
     * @param onlyAdmin whether the user was the only active admin before the create was committed
     * @throws ProblemException as {@link #send(VersionedAccount)}
     */
    public void send(String id, boolean onlyAdmin) {
        isOnlyAdmin = onlyAdmin;
        Accounts accounts = new Accounts(session, settings);
        send(VersionedAccount.of(accounts, accounts.withId(id)));
    }

    /**
     * Sends the invitation.
     *
     * @throws ProblemException 502 where the mail server fails; the user is deleted again
     */
    void send(VersionedAccount created) {
        try {
            CommittedState.later(session, other -> {
                UserModel user =
                        new Accounts(other, settings).withId(created.account().id());
                new UserMails(other, settings, caller)
                        .post(user, new InvitationMail(other, settings, Invitation.sentAt(user)));
            });
        } catch (RuntimeException notSent) {
            takeBack(created, notSent);
            throw notSent;
        }
    }

    /**
     * Deletes the user again. A failure of this is logged, and the answer tells why the mail was not sent. The removal of a
     * user who has become the last active admin is refused.
     */
    private void takeBack(VersionedAccount created, RuntimeException reason) {
        String id = created.account().id();
        try {
            CommittedState.later(session, other -> takeBack(other, created));
        } catch (RuntimeException refused) {
            reason.addSuppressed(refused);
            String name = refused.getClass().getSimpleName();
            if (refused instanceof ProblemException problem && problem.code() == ErrorCode.USER_NOT_FOUND) {
                LOG.debugf("The user %s, whose invitation was not sent, was not taken back: %s", id, name);
            } else {
                LOG.warnf(
                        "Realm %s: the user %s stays without an invitation, which was not sent: %s",
                        session.getContext().getRealm().getName(), id, name);
            }
        }
    }

    private void takeBack(KeycloakSession other, VersionedAccount created) {
        Accounts accounts = new Accounts(other, settings);
        UserModel user = accounts.lock(accounts.withId(created.account().id()));
        if (VersionedAccount.of(accounts, user).tag().equals(created.tag())) {
            if (isOnlyAdmin) {
                GuardEvents.takesBack(other, user.getId());
            }
            NewAccounts.takeBack(other, user);
            new Audit(other, caller).wrote(OperationType.DELETE, null, "users", user.getId());
        }
    }
}
