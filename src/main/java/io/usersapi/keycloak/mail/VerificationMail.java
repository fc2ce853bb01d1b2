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
 * Keycloak's mail to verify an address. The link is good for the address that the user had when the mail was sent
 * (Keycloak's {@code VerifyEmailActionTokenHandler}).
 */
public final class VerificationMail extends LinkMail {

    public VerificationMail(KeycloakSession session, Settings settings) {
        super(session, settings);
    }

    @Override
    public Kind kind() {
        return Kind.VERIFICATION;
    }

    /**
     * @throws ProblemException as {@link LinkMail#requireSendable}; 409 {@code already_verified}; 409 {@code read_only}
     *     where the user's store could not keep that the address is verified
     */
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

    /** The token names the same client as that of the Admin API's own mail (UserResource.verifySendEmailParams). */
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
