package io.usersapi.keycloak.mail;

import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.authorization.AdministrativeRights;
import io.usersapi.keycloak.module.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Ties a mailed link to what its user was when the mail was sent. A link is of no use any more once the user has a new
 * password, was deactivated, signed out everywhere, demoted or invited anew, or holds other administrative permissions: otherwise an old
 * mailbox would open an account that has become worth more. Keycloak itself compares the address.
 */
public final class LinkState {

    private static final String NOTE = "users-api.state";

    private final KeycloakSession session;
    private final AdministrativeRights rights;

    public LinkState(KeycloakSession session, Settings settings) {
        this.session = session;
        this.rights = new AdministrativeRights(session, settings);
    }

    void tie(DefaultActionToken token, UserModel user) {
        tie(token, user, Invitation.sentAt(user));
    }

    /** @param invitedAt when the user will have been invited last, once the mail is out */
    void tie(DefaultActionToken token, UserModel user, String invitedAt) {
        token.setNote(NOTE, of(user, invitedAt));
    }

    /** Whether the user is still as it was. Links that Keycloak made itself have but their time. */
    public boolean fits(DefaultActionToken token, UserModel user) {
        String state = token.getNote(NOTE);
        if (state != null) {
            return state.equals(of(user));
        }
        long issued = token.getIat() == null ? 0 : token.getIat();
        return issued >= notBefore(user) && passwordDates(user).allMatch(date -> issued >= date / 1000);
    }

    String of(UserModel user) {
        return of(user, Invitation.sentAt(user));
    }

    /** Of most users without the last part: so it was in links that an earlier version has mailed. */
    private String of(UserModel user, String invitedAt) {
        String state = user.getId() + "|" + notBefore(user) + "|"
                + passwordDates(user).sorted().boxed().toList() + "|" + rights.of(user)
                + (invitedAt == null ? "" : "|" + invitedAt);
        return HexFormat.of()
                .formatHex(HashUtils.hash(JavaAlgorithm.SHA256, state.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    /** In seconds: deactivating, demoting and a new password set it, and so does an administrator's log-out. */
    private int notBefore(UserModel user) {
        return session.users().getNotBeforeOfUser(session.getContext().getRealm(), user);
    }

    /** In milliseconds. */
    private static LongStream passwordDates(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .filter(password -> password.getCreatedDate() != null)
                .mapToLong(password -> password.getCreatedDate());
    }
}
