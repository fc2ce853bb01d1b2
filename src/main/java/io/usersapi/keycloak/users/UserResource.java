package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.listing.session.ListedSession;
import io.usersapi.keycloak.listing.session.UserSessions;
import io.usersapi.keycloak.mail.ResetMail;
import io.usersapi.keycloak.mail.VerificationMail;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * One user, named by the id or the e-mail address: {@code /users/{user}}. The operations, their bodies and their errors
 * are described in {@code openapi.yaml}.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class UserResource {

    /** The answer: {@code {"data": [{"id": "Zm9v…", "started_at": "2026-11-22T09:30:00Z", …}]}}. */
    public record Sessions(List<ListedSession> data) {}

    private static final Message RESET_MAIL_SENT = new Message("Password reset email sent successfully.");
    private static final Message INVITATION_MAIL_SENT = new Message("Invitation email sent successfully.");
    private static final Message VERIFICATION_MAIL_SENT = new Message("Verification email sent successfully.");

    private final KeycloakSession session;
    private final Settings settings;
    private final Gate gate;
    private final String key;

    UserResource(KeycloakSession session, Settings settings, String key) {
        this.session = session;
        this.settings = settings;
        this.gate = new Gate(session, settings);
        this.key = key;
    }

    /** The user; where not all may be done with it, {@code Allow} says what may (RFC 9110, section 10.2.1). */
    @GET
    public Response get(@Context Request request) {
        Caller caller = gate.requireUserManager();
        Accounts accounts = inReachOf(caller);
        UserModel user = accounts.get(key);
        return Vanished.translating(session, user, () -> {
            Response answer = precondition(request).answer(VersionedAccount.of(accounts, user));
            return Response.fromResponse(answer)
                    .header(HttpHeaders.ALLOW, allowed(caller, user))
                    .build();
        });
    }

    /** Null where all is. A directory would give back whom one deletes here. */
    private static String allowed(Caller caller, UserModel user) {
        if (!caller.mayTouch(user)) {
            return "GET, HEAD";
        }
        return user.isFederated() ? "GET, HEAD, PATCH, PUT" : null;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@Context Request request, InputStream body) {
        return update(request, body);
    }

    /** Changes the fields that are sent: 200 with the user as it is now. Errors as {@link UserWrites#update}. */
    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Response patch(@Context Request request, InputStream body) {
        return update(request, body);
    }

    private Response update(Request request, InputStream body) {
        Caller caller = gate.requireUserManager();
        VersionedAccount updated = new UserWrites(session, settings, caller)
                .update(inReachOf(caller).get(key), () -> UserRequest.ofUpdate(body), precondition(request));
        return UsersResource.ok(updated);
    }

    /** Deletes the user softly. Errors as {@link UserWrites#delete}. */
    @DELETE
    public Response delete(@Context Request request) {
        Caller caller = gate.requireUserManager();
        new UserWrites(session, settings, caller).delete(inReachOf(caller).get(key), precondition(request));
        return Response.ok(new Message("User deleted successfully.")).build();
    }

    /**
     * The sessions of the user. A caller who may see the user may see the sessions: they tell no more than where the
     * user has signed in.
     */
    @GET
    @Path("sessions")
    public Sessions sessions() {
        UserModel user = inReachOf(gate.requireUserManager()).get(key);
        return Vanished.translating(session, user, () -> new Sessions(new UserSessions(session).of(user)));
    }

    /** Ends all sessions of the user. */
    @DELETE
    @Path("sessions")
    public Message endSessions() {
        Caller caller = gate.requireUserManager();
        new UserWrites(session, settings, caller).endSessions(inReachOf(caller).get(key));
        return new Message("Sessions ended successfully.");
    }

    /** Mails a link to set a new password. Errors as {@link UserMails#send}. */
    @POST
    @Path("send-password-reset")
    public Message sendPasswordReset() {
        Caller caller = gate.requireUserManager();
        return new UserMails(session, settings, caller)
                .send(key, new ResetMail(session, settings), "send-password-reset", RESET_MAIL_SENT);
    }

    /** Mails a link to verify the address. Errors as {@link UserMails#send}. */
    @POST
    @Path("send-verification")
    public Message sendVerification() {
        Caller caller = gate.requireUserManager();
        return new UserMails(session, settings, caller)
                .send(key, new VerificationMail(session, settings), "send-verification", VERIFICATION_MAIL_SENT);
    }

    /** Mails a new invitation. Errors as {@link UserMails#send}. */
    @POST
    @Path("send-invitation")
    public Message sendInvitation() {
        Caller caller = gate.requireUserManager();
        return new UserMails(session, settings, caller).invite(key, INVITATION_MAIL_SENT);
    }

    private Accounts inReachOf(Caller caller) {
        return new Accounts(session, settings, caller.reach());
    }

    private Precondition precondition(Request request) {
        return new Precondition(request, session.getContext().getRequestHeaders());
    }
}
