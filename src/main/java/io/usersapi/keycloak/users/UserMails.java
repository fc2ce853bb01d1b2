package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.change.AccountChanges;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.authorization.Audit;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.guard.Watch;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.http.RateLimit;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.mail.InvitationMail;
import io.usersapi.keycloak.mail.LinkMail;
import io.usersapi.keycloak.module.Settings;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Sends mails with links to users for a caller. Each mail goes through the same steps: may the caller touch the user,
 * had the user too many mails, send the mail, leave an admin event.
 */
final class UserMails {

    private final KeycloakSession session;
    private final Settings settings;
    private final Accounts accounts;
    private final Caller caller;

    UserMails(KeycloakSession session, Settings settings, Caller caller) {
        this.session = session;
        this.settings = settings;
        this.accounts = new Accounts(session, settings, caller.reach());
        this.caller = caller;
    }

    /**
     * Sends a mail once for one {@code Idempotency-Key}.
     *
     * @param key the user's id or e-mail address
     * @param act the last segment of the path, which names the act in the admin event, too
     * @param sent the answer when the mail has been sent
     * @throws ProblemException 404 where there is no such user in the caller's reach; 403 where the caller may not
     *     touch the user; 409 where the mail does not fit the user's state; 429 and 502 as {@link #post}
     */
    Message send(String key, LinkMail mail, String act, Message sent) {
        UserModel found = accounts.get(key);
        return Vanished.translating(session, found, () -> {
            caller.requireMayTouch(found);
            return Idempotency.of(session, caller.user(), mail.kind().word() + " " + found.getId(), new byte[0])
                    .once(() -> sent(found, mail, act, sent), answer -> "", none -> sent);
        });
    }

    /**
     * Invites the user anew. The mail is sent first, so that nothing is locked while the mail server is waited for, and
     * nothing changes where the mail server fails. From the commit on, the new link is good and the older links are
     * useless.
     */
    Message invite(String key, Message sent) {
        UserModel found = accounts.get(key);
        return Vanished.translating(session, found, () -> {
            caller.requireMayTouch(found);
            return Idempotency.of(session, caller.user(), "invitation " + found.getId(), new byte[0])
                    .once(() -> invited(found, sent), answer -> "", none -> sent);
        });
    }

    private Message invited(UserModel found, Message sent) {
        String sentAt = Invitation.next(found);
        InvitationMail mail = new InvitationMail(session, settings, sentAt);
        mail.requireSendable(found);
        post(found, mail);
        UserModel user = accounts.lock(found);
        caller.requireMayTouch(user);
        // The user may have got a password, or been deactivated, meanwhile: then the link that was mailed is useless.
        mail.requireSendable(user);
        new AccountChanges(session, settings, () -> Watch.of(session, settings).keepRules(true)).invite(user, sentAt);
        new Audit(session, caller).wrote(OperationType.ACTION, null, "users", user.getId(), "send-invitation");
        return sent;
    }

    private Message sent(UserModel user, LinkMail mail, String act, Message sent) {
        mail.requireSendable(user);
        post(user, mail);
        new Audit(session, caller).wrote(OperationType.ACTION, null, "users", user.getId(), act);
        return sent;
    }

    /**
     * Sends the mail, unless the user had too many mails of the kind.
     *
     * @throws ProblemException 429 where the user had too many; 502 where the mail server fails, which does not count
     */
    void post(UserModel user, LinkMail mail) {
        RateLimit.Place place = new RateLimit(
                        session,
                        mail.kind().word() + "." + user.getId(),
                        settings.resetMailsPerUser(),
                        LinkMail.LIMIT_SPAN)
                .take();
        try {
            mail.send(user);
        } catch (ProblemException notSent) {
            place.free();
            throw notSent;
        }
    }
}
