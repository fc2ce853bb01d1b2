package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The invitation of a user: an attribute of the module says when the last one was sent. It is pending while the user has
 * no password. The mark goes when the user sets one; a password that is given in another way ends the invitation, too,
 * since it is looked at as well. A password in a directory is none of Keycloak's rows, and there the mark alone tells.
 */
public final class Invitation {

    /** The word for it in answers and filters. */
    public static final String PENDING = "pending";

    private static final String NO_PASSWORD = "not exists (select 1 from CredentialEntity secret where secret.user = %s"
            + " and secret.type = '" + PasswordCredentialModel.TYPE + "')";

    /** Whether the user {@code u} has a pending invitation, as a condition in JPQL. */
    public static final String IS_PENDING = "(u.id in (select invited.user.id from UserAttributeEntity invited"
            + " where invited.name = '" + ModuleAttributes.INVITATION_SENT_AT + "') and " + NO_PASSWORD.formatted("u")
            + ")";

    /** The same of the attribute {@code i} of a user: it is the mark, and its user has no password. */
    public static final String MARKS_PENDING =
            "i.name = '" + ModuleAttributes.INVITATION_SENT_AT + "' and " + NO_PASSWORD.formatted("i.user");

    private Invitation() {}

    /** When the last invitation was sent, as it is written on the user; null where none was. */
    public static String sentAt(UserModel user) {
        return user.getFirstAttribute(ModuleAttributes.INVITATION_SENT_AT);
    }

    public static boolean isPending(UserModel user) {
        return sentAt(user) != null && passwords(user).findAny().isEmpty();
    }

    /** Whether the user can be invited: it was, and has no password yet, or it has nothing at all to sign in with. */
    public static boolean isDue(UserModel user) {
        return isPending(user)
                || (user.credentialManager()
                                .getStoredCredentialsStream()
                                .findAny()
                                .isEmpty()
                        && !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE));
    }

    /** A moment for another invitation of the user: now, and later than the last one. */
    public static String next(UserModel user) {
        long last = millis(sentAt(user));
        return Instant.ofEpochMilli(Math.max(Time.currentTimeMillis(), last + 1))
                .toString();
    }

    /** Writes down that the user was invited, unless a later invitation is out. */
    public static void mark(UserModel user, String sentAt) {
        if (millis(sentAt) > millis(sentAt(user))) {
            user.setSingleAttribute(ModuleAttributes.INVITATION_SENT_AT, sentAt);
        }
    }

    /** Takes the mark from a user who has a password now. */
    public static void end(UserModel user) {
        if (sentAt(user) != null) {
            user.removeAttribute(ModuleAttributes.INVITATION_SENT_AT);
        }
    }

    private static Stream<?> passwords(UserModel user) {
        return user.credentialManager().getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE);
    }

    /** An import can write anything. */
    private static long millis(String moment) {
        try {
            return moment == null ? 0 : Instant.parse(moment).toEpochMilli();
        } catch (DateTimeParseException somebodyElses) {
            return 0;
        }
    }
}
