package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.mail.VerificationMail;
import io.usersapi.keycloak.module.Settings;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The mail to verify the address of a user who has just been created and committed, where the realm asks for verified
 * addresses. Without the mail {@code /auth/token} would answer 403 and nobody would know why. Unlike an invitation, the
 * mail is no part of the create: where it is not sent the user stays, the log says so at the level debug, and
 * {@code send-verification} sends the mail again.
 */
final class NewUserVerification {

    private static final Logger LOG = Logger.getLogger(NewUserVerification.class);

    private final KeycloakSession session;
    private final Settings settings;
    private final Caller caller;

    NewUserVerification(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.settings = settings;
        this.caller = caller;
    }

    void sendWhereAsked(VersionedAccount created) {
        if (!session.getContext().getRealm().isVerifyEmail()) {
            return;
        }
        String id = created.account().id();
        try {
            CommittedState.later(session, other -> send(other, id));
        } catch (ProblemException notSent) {
            LOG.debugf(
                    "The new user %s got no mail to verify its address: %s",
                    id, notSent.code().code());
        }
    }

    private void send(KeycloakSession other, String id) {
        UserModel user = new Accounts(other, settings).withId(id);
        if (user.isEnabled() && !user.isEmailVerified()) {
            new UserMails(other, settings, caller).post(user, new VerificationMail(other, settings));
        }
    }
}
