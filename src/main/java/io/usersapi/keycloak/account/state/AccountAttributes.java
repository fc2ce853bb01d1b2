package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.UUID;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;

/** What the module writes on a user, and how a tombstone is told. */
public final class AccountAttributes {

    /** How every username of a tombstone begins; that of a living user can, too. */
    public static final String TOMBSTONE_PREFIX = "deleted-";

    private AccountAttributes() {}

    /**
     * Whether the user was soft-deleted: the date and the deleter tell, which the user profile lets nobody edit. One of
     * them alone could be an attribute that an organization already used. The username tells nothing, since everybody
     * can choose one.
     */
    public static boolean isTombstone(UserModel user) {
        return user.getFirstAttribute(ModuleAttributes.DELETED_AT) != null
                && user.getFirstAttribute(ModuleAttributes.DELETED_BY) != null;
    }

    /** A username for a user that is being deleted. It is random, so that nobody can take it before. */
    public static String newTombstoneUsername() {
        return TOMBSTONE_PREFIX + UUID.randomUUID();
    }

    /** Whether a tombstone may keep the username. A living user can have such a username, too. */
    public static boolean isTombstoneUsername(String username) {
        return username != null && username.startsWith(TOMBSTONE_PREFIX);
    }

    /** Makes the attribute {@code active} say what Keycloak's own flag says. */
    public static void mirrorEnabled(KeycloakSession session, UserModel user) {
        String enabled = Boolean.toString(user.isEnabled());
        if (enabled.equals(user.getFirstAttribute(ModuleAttributes.ACTIVE))) {
            return;
        }
        try {
            user.setSingleAttribute(ModuleAttributes.ACTIVE, enabled);
        } catch (ReadOnlyException directory) {
            new OutsideStore(session).mirror(user, enabled);
        }
    }
}
