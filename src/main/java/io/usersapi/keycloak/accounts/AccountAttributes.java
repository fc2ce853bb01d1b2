package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.ModuleAttributes;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;

/** What the module writes on a user, and how a tombstone is told. */
public final class AccountAttributes {

    private static final String TOMBSTONE_PREFIX = "deleted-";

    private AccountAttributes() {}

    /**
     * Whether the user was soft-deleted. Either mark is enough, so that an edit of one of them revives nobody: the
     * username, which no other user can have since it carries the user's own id, or the date together with the deleter
     * (one alone could be an attribute that an organization already used).
     */
    public static boolean isTombstone(UserModel user) {
        return tombstoneUsername(user.getId()).equals(user.getUsername())
                || (user.getFirstAttribute(ModuleAttributes.DELETED_AT) != null
                        && user.getFirstAttribute(ModuleAttributes.DELETED_BY) != null);
    }

    /** The username of the user with the id once it is deleted: no living user can have it. */
    public static String tombstoneUsername(String id) {
        return TOMBSTONE_PREFIX + id;
    }

    /** Makes the attribute {@code active} say what Keycloak's own flag says. */
    static void mirrorEnabled(KeycloakSession session, UserModel user) {
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
