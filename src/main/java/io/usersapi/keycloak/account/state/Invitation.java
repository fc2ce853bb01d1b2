package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The invitation of a user. An attribute of the module, the mark, says when the last invitation was sent. The
 * invitation is pending while the user has the mark and no password. The mark is removed when the user sets a password.
 * A password that is given in another way ends the invitation as well, since the passwords are looked at. A password in
 * a directory is not in Keycloak's tables, and there the mark alone tells.
 */
public final class Invitation {

    /** The word for a pending invitation in answers and filters. */
    public static final String PENDING = "pending";

    private static final String NO_PASSWORD = "not exists (select 1 from CredentialEntity secret where secret.user = %s"
            + " and secret.type = '" + PasswordCredentialModel.TYPE + "')";

    /** Whether the user {@code u} has a pending invitation, as a condition in JPQL. */
    public static final String IS_PENDING = "(u.id in (select invited.user.id from UserAttributeEntity invited"
            + " where invited.name = '" + ModuleAttributes.INVITATION_SENT_AT + "') and " + NO_PASSWORD.formatted("u")
            + ")";

    /** Whether the attribute {@code i} of a user is the mark, as a condition in JPQL. */
    public static final String IS_MARK = "i.name = '" + ModuleAttributes.INVITATION_SENT_AT + "'";

    /** The ids of those of the users {@code :ids} whose mark means nothing, since they have a password; a query in JPQL. */
    public static final String OVER = "select secret.user.id from CredentialEntity secret"
            + " where secret.user.id in (:ids) and secret.type = '" + PasswordCredentialModel.TYPE + "'";

    private Invitation() {}

    /** When the last invitation was sent, in ISO 8601 as the attribute has it; null where none was sent. */
    public static String sentAt(UserModel user) {
        return user.getFirstAttribute(ModuleAttributes.INVITATION_SENT_AT);
    }

    /** Whether the user has a pending invitation. */
    public static boolean isPending(UserModel user) {
        return sentAt(user) != null && passwords(user).findAny().isEmpty();
    }

    /**
     * Whether the user can be invited: the user has a pending invitation, or has nothing at all to sign in with, neither a
     * credential nor a link with an identity provider.
     */
    public static boolean isDue(KeycloakSession session, UserModel user) {
        return isPending(user)
                || (user.credentialManager()
                                .getStoredCredentialsStream()
                                .findAny()
                                .isEmpty()
                        && !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE)
                        && session.users()
                                .getFederatedIdentitiesStream(
                                        session.getContext().getRealm(), user)
                                .findAny()
                                .isEmpty());
    }

    /** The time of another invitation of the user, in ISO 8601 with milliseconds: now, and later than the last one. */
    public static String next(UserModel user) {
        long last = millis(sentAt(user));
        return Instant.ofEpochMilli(Math.max(Time.currentTimeMillis(), last + 1))
                .toString();
    }

    /** Sets the mark to the time, unless a later invitation was sent. */
    public static void mark(UserModel user, String sentAt) {
        if (millis(sentAt) > millis(sentAt(user))) {
            user.setSingleAttribute(ModuleAttributes.INVITATION_SENT_AT, sentAt);
        }
    }

    /** Removes the mark of a user who has a password now. */
    public static void end(UserModel user) {
        if (sentAt(user) != null) {
            user.removeAttribute(ModuleAttributes.INVITATION_SENT_AT);
        }
    }

    private static Stream<?> passwords(UserModel user) {
        return user.credentialManager().getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE);
    }

    /** The time in milliseconds since 1970; 0 where the text is none, since an import of a realm can write any text. */
    private static long millis(String moment) {
        try {
            return moment == null ? 0 : Instant.parse(moment).toEpochMilli();
        } catch (DateTimeParseException somebodyElses) {
            return 0;
        }
    }
}
