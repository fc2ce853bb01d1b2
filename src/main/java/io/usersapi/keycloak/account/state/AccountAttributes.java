package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.List;
import java.util.UUID;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.UserAdapter;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.ReadOnlyException;

/** The attributes that the module writes on a user, and how a tombstone is recognized. */
public final class AccountAttributes {

    /** The beginning of every username of a tombstone. A living user may have such a username, too. */
    public static final String TOMBSTONE_PREFIX = "deleted-";

    private AccountAttributes() {}

    /**
     * Whether the user was soft-deleted. The attributes with the time and the deleter tell, which the user profile lets
     * nobody edit. One of the two alone could be an attribute that an organization already used. The username tells
     * nothing, since people can choose theirs.
     */
    public static boolean isTombstone(UserModel user) {
        return user.getFirstAttribute(ModuleAttributes.DELETED_AT) != null
                && user.getFirstAttribute(ModuleAttributes.DELETED_BY) != null;
    }

    /** A username for a user who is being deleted. It is random, so that nobody can take it beforehand. */
    public static String newTombstoneUsername() {
        return TOMBSTONE_PREFIX + UUID.randomUUID();
    }

    /** Whether the username has the form of a tombstone's. A living user may have such a username, too. */
    public static boolean isTombstoneUsername(String username) {
        return username != null && username.startsWith(TOMBSTONE_PREFIX);
    }

    /**
     * Sets the value in the one row that the user has. Keycloak's model would also remove other rows of the name, by a
     * statement before which Hibernate sends all that the transaction has changed.
     */
    private static boolean setInPlace(UserEntity user, String enabled) {
        List<UserAttributeEntity> rows = user.getAttributes().stream()
                .filter(row -> row.getName().equals(ModuleAttributes.ACTIVE))
                .toList();
        if (rows.size() != 1) {
            return false;
        }
        rows.get(0).setValue(enabled);
        return true;
    }

    /** Sets the attribute {@code active} to the value of Keycloak's enabled flag. */
    public static void mirrorEnabled(KeycloakSession session, UserModel user) {
        String enabled = Boolean.toString(user.isEnabled());
        if (enabled.equals(user.getFirstAttribute(ModuleAttributes.ACTIVE))) {
            return;
        }
        if (user instanceof UserAdapter row && setInPlace(row.getEntity(), enabled)) {
            return;
        }
        try {
            user.setSingleAttribute(ModuleAttributes.ACTIVE, enabled);
        } catch (ReadOnlyException directory) {
            new OutsideStore(session).mirror(user, enabled);
        }
    }
}
