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
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

/**
 * Ties a mailed link to the state that its user had when the mail was sent. A link becomes useless once the user has a
 * new password, is deactivated, signed out everywhere, demoted or invited anew, or holds other administrative
 * permissions. Otherwise the owner of an old mailbox could open an account that has since become more powerful.
 * Keycloak itself compares the address when the link is opened, and {@link OpenedLink} afterwards.
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

    /**
     * Writes the user's state into the token.
     *
     * @param invitedAt the time of the user's last invitation as it will be once this mail is sent, or null
     */
    void tie(DefaultActionToken token, UserModel user, String invitedAt) {
        token.setNote(NOTE, of(user, invitedAt));
    }

    /**
     * Whether the user still has the state that the token carries. A link that Keycloak made itself carries no state;
     * it is good where it is no older than the user's password and last log-out, and the user has the administrative
     * permissions with which it was mailed. No link is good that is older than the last log-out of all users of the realm.
     */
    public boolean fits(DefaultActionToken token, UserModel user) {
        long issued = token.getIat() == null ? 0 : token.getIat();
        if (issued < session.getContext().getRealm().getNotBefore()) {
            return false;
        }
        String state = token.getNote(NOTE);
        if (state != null) {
            return state.equals(of(user));
        }
        return issued >= notBefore(user)
                && passwordDates(user).allMatch(date -> issued >= date / 1000)
                && new SentLinks(session, this).fit(issued, user);
    }

    String of(UserModel user) {
        return of(user, Invitation.sentAt(user));
    }

    /**
     * The state as 32 hexadecimal digits. The last part is absent for users who were never invited, so that links which
     * an earlier version has mailed stay good.
     */
    private String of(UserModel user, String invitedAt) {
        return hash(user.getId() + "|" + notBefore(user) + "|"
                + passwordDates(user).sorted().boxed().toList() + "|" + rights.of(user)
                + (invitedAt == null ? "" : "|" + invitedAt));
    }

    /** What of the state a browser itself does not change when it sets the password. */
    String ofRights(UserModel user) {
        return hash(user.getId() + "|" + rights.of(user));
    }

    private static String hash(String state) {
        return HexFormat.of()
                .formatHex(HashUtils.hash(JavaAlgorithm.SHA256, state.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    /**
     * The time in seconds before which the user's tokens are refused. Deactivating, demoting, a new password and an
     * administrator's log-out set it.
     */
    private int notBefore(UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        // A cache of this node may lag a moment behind the commit of another node.
        return StorageId.isLocalStorage(user.getId())
                ? session.users().getNotBeforeOfUser(realm, user)
                : UserStorageUtil.userFederatedStorage(session).getNotBeforeOfUser(realm, user.getId());
    }

    /** When the user's passwords were made, in milliseconds since 1970. */
    private static LongStream passwordDates(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .filter(password -> password.getCreatedDate() != null)
                .mapToLong(password -> password.getCreatedDate());
    }
}
