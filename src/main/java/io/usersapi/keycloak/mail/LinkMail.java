package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.http.ApiMetrics;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.MailServer;
import io.usersapi.keycloak.module.Settings;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
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
 * A mail with a link to a page of Keycloak, in the realm's theme and the user's language. The link carries one of
 * Keycloak's action tokens.
 */
public abstract class LinkMail {

    private static final Logger LOG = Logger.getLogger(LinkMail.class);

    /** The span of the limit: within it a user gets no more mails of a kind than the setting allows. */
    public static final Duration LIMIT_SPAN = Duration.ofMinutes(10);

    /** What the mail is for. */
    public enum Kind {
        RESET,
        VERIFICATION,
        INVITATION;

        /** The word for the kind in the log, in limits and in the labels of metrics. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    final KeycloakSession session;
    final RealmModel realm;
    final Settings settings;

    LinkMail(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    public abstract Kind kind();

    /** How long the link is good. */
    abstract Duration lifespan();

    /**
     * The token of the link.
     *
     * @param expiration when the link expires, in seconds since 1970
     */
    abstract DefaultActionToken token(UserModel user, int expiration);

    /**
     * Sends the mail through Keycloak.
     *
     * @param mail is set to the realm and the user
     * @param minutes how long the link is good
     */
    abstract void send(EmailTemplateProvider mail, UserModel user, String link, long minutes) throws EmailException;

    /**
     * Refuses a user to whom the mail cannot be sent.
     *
     * @throws ProblemException 409 {@code no_email} or {@code inactive}, or what the kind of mail adds
     */
    public void requireSendable(UserModel user) {
        if (user.getEmail() == null) {
            throw ProblemException.of(ErrorCode.NO_EMAIL);
        }
        if (!user.isEnabled()) {
            throw ProblemException.of(ErrorCode.INACTIVE);
        }
    }

    /**
     * Sends the mail to a user who has passed {@link #requireSendable}. Waits for the mail server.
     *
     * @throws ProblemException 502 {@code mail_not_configured} where the realm has no mail server,
     *     {@code mail_not_sent} where the mail server fails
     */
    public final void send(UserModel user) {
        if (!MailServer.isConfigured(realm)) {
            LOG.warnf(
                    "The %s mail for user %s of realm %s was not sent: the realm has no mail server",
                    kind().word(), user.getId(), realm.getName());
            throw ProblemException.of(ErrorCode.MAIL_NOT_CONFIGURED);
        }
        // The user's language goes before the cookie and the header of the caller, who asked for the mail
        // (DefaultLocaleSelectorProvider).
        session.setAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE, language(user));
        try {
            EmailTemplateProvider mail = session.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(user)
                    .setAttribute(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, true);
            send(mail, user, link(user), lifespan().toMinutes());
            ApiMetrics.mail(kind().word(), true);
        } catch (EmailException failed) {
            // The messages of the mail library name hosts and accounts: only the class of the cause is logged.
            LOG.warnf(
                    "The %s mail for user %s of realm %s was not sent: %s",
                    kind().word(), user.getId(), realm.getName(), kind(failed));
            ApiMetrics.mail(kind().word(), false);
            throw ProblemException.of(ErrorCode.MAIL_NOT_SENT);
        } finally {
            // The answer to the request is in the language of the caller.
            session.removeAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE);
        }
    }

    /** The user's language, or that of the realm. Keycloak decides whether the realm supports the language. */
    private String language(UserModel user) {
        String chosen = user.getFirstAttribute(UserModel.LOCALE);
        return chosen == null ? realm.getDefaultLocale() : chosen;
    }

    private String link(UserModel user) {
        DefaultActionToken token =
                token(user, Time.currentTime() + (int) lifespan().toSeconds());
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
