package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.change.NewAccounts;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.mail.InvitationMail;
import io.usersapi.keycloak.module.Settings;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

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

    public NewUserInvitation(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.settings = settings;
        this.caller = caller;
    }

    /**
     * Sends the invitation.
     *
     * @throws ProblemException 502 where the mail server fails; the user is deleted again
     */
    public void send(VersionedAccount created) {
        try {
            later(other -> {
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

    /** Deletes the user again. A failure of this is logged, and the answer tells why the mail was not sent. */
    private void takeBack(VersionedAccount created, RuntimeException reason) {
        try {
            later(other -> takeBack(other, created));
        } catch (RuntimeException gone) {
            LOG.debugf(
                    "The user %s, whose invitation was not sent, was not taken back: %s",
                    created.account().id(), gone.getClass().getSimpleName());
            reason.addSuppressed(gone);
        }
    }

    private void takeBack(KeycloakSession other, VersionedAccount created) {
        Accounts accounts = new Accounts(other, settings);
        UserModel user = accounts.lock(accounts.withId(created.account().id()));
        if (VersionedAccount.of(accounts, user).tag().equals(created.tag())) {
            NewAccounts.takeBack(other, user);
            new Audit(other, caller).wrote(OperationType.DELETE, null, "users", user.getId());
        }
    }

    private void later(org.keycloak.models.KeycloakSessionTask task) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), task);
    }
}
