package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.module.Settings;
import java.time.Duration;
import java.util.List;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.execactions.ExecuteActionsActionToken;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Keycloak's mail for a password reset, with the link to its page for a new password. The link works once (Keycloak's
 * {@code ExecuteActionsActionTokenHandler}).
 */
public final class ResetMail extends LinkMail {

    /**
     * The attribute that tells the theme's mail template that an administrator asked for the mail, and not the user.
     */
    static final String REQUESTED_BY_ADMINISTRATOR = "requestedByAdministrator";

    public ResetMail(KeycloakSession session, Settings settings) {
        super(session, settings);
    }

    @Override
    public Kind kind() {
        return Kind.RESET;
    }

    @Override
    Duration lifespan() {
        return settings.resetLinkLifespan()
                .orElseGet(() -> Duration.ofSeconds(realm.getActionTokenGeneratedByAdminLifespan()));
    }

    @Override
    DefaultActionToken token(UserModel user, int expiration) {
        ExecuteActionsActionToken token = new ExecuteActionsActionToken(
                user.getId(),
                user.getEmail(),
                expiration,
                List.of(UserModel.RequiredAction.UPDATE_PASSWORD.name()),
                null,
                null);
        new LinkState(session, settings).tie(token, user);
        return token;
    }

    @Override
    void send(EmailTemplateProvider mail, UserModel user, String link, long minutes) throws EmailException {
        mail.setAttribute(REQUESTED_BY_ADMINISTRATOR, true).sendPasswordReset(link, minutes);
    }
}
