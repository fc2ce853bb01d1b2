package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.execactions.ExecuteActionsActionToken;
import org.keycloak.common.util.ObjectUtil;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.LinkExpirationFormatterMethod;

/**
 * The mail that invites a user to set a first password on Keycloak's page. The template and the words of the mail are
 * in the jar, for every theme. The theme {@code users-api} has a template with its own frame.
 */
public final class InvitationMail extends LinkMail {

    private final String sentAt;

    /**
     * @param sentAt the time of the invitation, in the form of {@link Invitation#next}. The caller writes the same time
     *     on the user, from when on only the link of this mail is good
     */
    public InvitationMail(KeycloakSession session, Settings settings, String sentAt) {
        super(session, settings);
        this.sentAt = sentAt;
    }

    @Override
    public Kind kind() {
        return Kind.INVITATION;
    }

    /**
     * @throws ProblemException as {@link LinkMail#requireSendable}; 409 {@code not_invited} where the user has no
     *     invitation to follow; 409 {@code read_only} where the user's store could not keep when it was sent
     */
    @Override
    public void requireSendable(UserModel user) {
        super.requireSendable(user);
        if (!Invitation.isDue(session, user)) {
            throw ProblemException.of(ErrorCode.NOT_INVITED);
        }
        if (Accounts.isForgetful(user)) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        }
    }

    @Override
    Duration lifespan() {
        return settings.invitationLifespan();
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
        new LinkState(session, settings).tie(token, user, sentAt);
        return token;
    }

    /**
     * Gives the template what Keycloak gives its own templates
     * (FreeMarkerEmailTemplateProvider.addLinkInfoIntoAttributes).
     */
    @Override
    void send(EmailTemplateProvider mail, UserModel user, String link, long minutes) throws EmailException {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, true);
        attributes.put("link", link);
        attributes.put("linkExpiration", minutes);
        try {
            Locale locale = session.getContext().resolveLocale(user, true);
            Theme theme = session.theme().getTheme(Theme.Type.EMAIL);
            attributes.put(
                    "linkExpirationFormatter", new LinkExpirationFormatterMethod(theme.getMessages(locale), locale));
        } catch (IOException noTheme) {
            throw new EmailException("There is no theme", noTheme);
        }
        mail.send("usersApi.mail.invitation.subject", List.of(realmName()), "invitation.ftl", attributes);
    }

    private String realmName() {
        return realm.getDisplayName() == null || realm.getDisplayName().isBlank()
                ? ObjectUtil.capitalize(realm.getName())
                : realm.getDisplayName();
    }
}
