package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.account.state.AccountAttributes;
import io.usersapi.keycloak.listing.filter.Cursor;

/**
 * What an answer tells of a row of Keycloak's users. Columns, not {@code UserEntity}: an entity would be watched by
 * Hibernate for changes until the request ends, together with its four collections.
 *
 * @param columns as {@link UserColumn#ALL} selects them
 */
record UserRow(Object[] columns) {

    /** The place of the first other column behind those of the user. */
    static final int WIDTH = UserColumn.values().length;

    Object get(UserColumn column) {
        return columns[column.ordinal()];
    }

    String id() {
        return (String) get(UserColumn.ID);
    }

    /** Milliseconds since 1970, or null. */
    Long createdAt() {
        return (Long) get(UserColumn.CREATED_AT);
    }

    /** The place in a walk right behind the user. */
    Cursor cursor() {
        return Cursor.of(createdAt(), id());
    }

    /** Whether the user may be soft-deleted; nobody else is. */
    boolean mayBeTombstone() {
        return AccountAttributes.isTombstoneUsername((String) get(UserColumn.USERNAME));
    }
}
