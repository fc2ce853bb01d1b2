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
 * (Keycloak's {@code VerifyEmailActionTokenHandler}), and does no more than verify it.
 */
public final class VerificationMail extends LinkMail {

    private static final String NOTE = "users-api.verification";

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
        VerifyEmailActionToken token = new VerifyEmailActionToken(
                user.getId(),
                expiration,
                null,
                user.getEmail(),
                SystemClientUtil.getSystemClient(realm).getClientId());
        token.setNote(NOTE, Boolean.TRUE.toString());
        return token;
    }

    /** Whether a mail of this kind has sent the token, and not one of Keycloak's own. */
    public static boolean hasSent(VerifyEmailActionToken token) {
        return token.getNote(NOTE) != null;
    }

    @Override
    void send(EmailTemplateProvider mail, UserModel user, String link, long minutes) throws EmailException {
        mail.sendVerifyEmail(link, minutes);
    }
}
