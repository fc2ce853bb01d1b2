package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.listing.filter.Cursor;

/**
 * The columns of one row of Keycloak's users that answers show. The query selects columns and not {@code UserEntity},
 * because Hibernate would watch an entity and its four collections for changes until the request ends.
 *
 * @param columns as {@link UserColumn#ALL} selects them
 */
record UserRow(Object[] columns) {

    /** The number of columns of a user, and so the index of the first column after them. */
    static final int WIDTH = UserColumn.values().length;

    Object get(UserColumn column) {
        return columns[column.ordinal()];
    }

    String id() {
        return (String) get(UserColumn.ID);
    }

    /** The id of the user store that the user was imported from, or null. */
    String store() {
        return (String) get(UserColumn.STORE);
    }

    /** Milliseconds since 1970, or null. */
    Long createdAt() {
        return (Long) get(UserColumn.CREATED_AT);
    }

    /** The place in a walk right after the user. */
    Cursor cursor() {
        return Cursor.of(createdAt(), id());
    }

    /** Whether the username is that of a soft-deleted user. A user with another username is not soft-deleted. */
    boolean mayBeTombstone() {
        return AccountAttributes.isTombstoneUsername((String) get(UserColumn.USERNAME));
    }
}
