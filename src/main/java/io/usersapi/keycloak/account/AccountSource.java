package io.usersapi.keycloak.account;

import java.util.List;
import java.util.Map;

/** What answers read of a user. The source is Keycloak's model of one user, or a row of a list. */
public interface AccountSource {

    /** The value of the column; null where the user has none. */
    Object value(UserColumn column);

    boolean isAdmin();

    /** {@link Account#STATUS_ACTIVE}, {@link Account#STATUS_INACTIVE} or {@link Account#STATUS_DELETED}. */
    String status();

    /** The assigned realm roles by name, without Keycloak's default role. */
    List<Account.Role> roles();

    /** The attributes by name, as far as the reader may see them; null where the request does not ask for them. */
    Map<String, List<String>> attributes();

    /** Whether the user was invited and has set no password yet. */
    boolean isInvited();

    default String text(UserColumn column) {
        return (String) value(column);
    }

    default boolean flag(UserColumn column) {
        return (Boolean) value(column);
    }

    /** Milliseconds since 1970, or null. */
    default Long time(UserColumn column) {
        return (Long) value(column);
    }

    /**
     * When the user was last changed, in milliseconds since 1970. Where Keycloak does not know, when the user was
     * created, or null.
     */
    default Long updatedAt() {
        Long changed = time(UserColumn.UPDATED_AT);
        return changed != null ? changed : time(UserColumn.CREATED_AT);
    }
}
