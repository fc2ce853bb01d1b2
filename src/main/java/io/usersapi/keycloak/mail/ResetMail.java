package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.metrics.ApiMetrics;
import io.usersapi.keycloak.module.MailServer;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.authentication.actiontoken.execactions.ExecuteActionsActionToken;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.LoginActionsService;

/**
 * The mail with the link to Keycloak's own page for a new password. The link is an action token that works once
 * (Keycloak's {@code ExecuteActionsActionTokenHandler}); the mail is Keycloak's password-reset mail in the realm's
 * theme and the user's language.
 */
public final class ResetMail {

    private static final Logger LOG = Logger.getLogger(ResetMail.class);

    /** The span in which a user gets so many mails at most. */
    public static final Duration LIMIT_SPAN = Duration.ofMinutes(10);

    /** Tells the theme's mail template why the mail comes: an administrator asked for it, not the user. */
    static final String REQUESTED_BY_ADMINISTRATOR = "requestedByAdministrator";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public ResetMail(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** @throws ProblemException 409 for a user that is inactive or has no address */
    public void requireSendable(UserModel user) {
        if (user.getEmail() == null) {
            throw ProblemException.of(ErrorCode.NO_EMAIL);
        }
        if (!user.isEnabled()) {
            throw ProblemException.of(ErrorCode.INACTIVE);
        }
    }

    /**
     * Sends the mail to a user to whom it can be sent.
     *
     * @throws ProblemException 502 where the mail server fails
     */
    public void send(UserModel user) {
        if (!MailServer.isConfigured(realm)) {
            LOG.warnf(
                    "The reset mail for user %s of realm %s was not sent: the realm has no mail server",
                    user.getId(), realm.getName());
            throw ProblemException.of(ErrorCode.MAIL_NOT_CONFIGURED);
        }
        Duration lifespan = lifespan();
        // Before the cookie and the header of whoever asked for the mail (DefaultLocaleSelectorProvider).
        session.setAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE, language(user));
        try {
            session.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(user)
                    .setAttribute(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, true)
                    .setAttribute(REQUESTED_BY_ADMINISTRATOR, true)
                    .sendPasswordReset(link(user, lifespan), lifespan.toMinutes());
            ApiMetrics.resetMail(true);
        } catch (EmailException failed) {
            // The causes of the mail library name hosts and accounts: only their kind is told, and only to the log.
            LOG.warnf(
                    "The reset mail for user %s of realm %s was not sent: %s",
                    user.getId(), realm.getName(), kind(failed));
            ApiMetrics.resetMail(false);
            throw ProblemException.of(ErrorCode.MAIL_NOT_SENT);
        } finally {
            // What is said about the request is in the language of who asked.
            session.removeAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE);
        }
    }

    /** The user's language, else the realm's; Keycloak decides whether the realm supports it. */
    private String language(UserModel user) {
        String chosen = user.getFirstAttribute(UserModel.LOCALE);
        return chosen == null ? realm.getDefaultLocale() : chosen;
    }

    private Duration lifespan() {
        return settings.resetLinkLifespan()
                .orElseGet(() -> Duration.ofSeconds(realm.getActionTokenGeneratedByAdminLifespan()));
    }

    private String link(UserModel user, Duration lifespan) {
        ExecuteActionsActionToken token = new ExecuteActionsActionToken(
                user.getId(),
                user.getEmail(),
                Time.currentTime() + (int) lifespan.toSeconds(),
                List.of(UserModel.RequiredAction.UPDATE_PASSWORD.name()),
                null,
                null);
        new LinkState(session, settings).tie(token, user);
        return LoginActionsService.actionTokenProcessor(session.getContext().getUri())
                .queryParam(
                        "key",
                        token.serialize(session, realm, session.getContext().getUri()))
                .build(realm.getName())
                .toString();
    }

    private static String kind(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
