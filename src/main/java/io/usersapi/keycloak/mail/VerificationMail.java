package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import java.time.Duration;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.verifyemail.VerifyEmailActionToken;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.SystemClientUtil;

/**
 * Keycloak's mail to verify an address. Its link is good for the address that the user had when it was sent (Keycloak's
 * {@code VerifyEmailActionTokenHandler}).
 */
public final class VerificationMail extends LinkMail {

    public VerificationMail(KeycloakSession session, Settings settings) {
        super(session, settings);
    }

    @Override
    public Kind kind() {
        return Kind.VERIFICATION;
    }

    /** @throws ProblemException 409 {@code already_verified}, or {@code read_only} where nobody would remember it, too */
    @Override
    public void requireSendable(UserModel user) {
        super.requireSendable(user);
        if (user.isEmailVerified()) {
            throw ProblemException.of(ErrorCode.ALREADY_VERIFIED);
        }
        if (Accounts.isForgetful(user)) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
    }

    @Override
    Duration lifespan() {
        return Duration.ofSeconds(realm.getActionTokenGeneratedByAdminLifespan());
    }

    /** For the client that the Admin API's own mail is for (UserResource.verifySendEmailParams). */
    @Override
    DefaultActionToken token(UserModel user, int expiration) {
        return new VerifyEmailActionToken(
                user.getId(),
                expiration,
                null,
                user.getEmail(),
                SystemClientUtil.getSystemClient(realm).getClientId());
    }

    @Override
    void send(EmailTemplateProvider mail, UserModel user, String link, long minutes) throws EmailException {
        mail.sendVerifyEmail(link, minutes);
    }
}
