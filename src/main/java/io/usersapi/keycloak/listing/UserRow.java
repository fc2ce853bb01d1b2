package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.AccountAttributes;

/**
 * What an answer tells of a row of Keycloak's users. Columns, not {@code UserEntity}: an entity would be watched by
 * Hibernate for changes until the request ends, together with its four collections.
 *
 * @param store the id of the user store that the user was imported from, or null
 * @param createdAt milliseconds since 1970, or null
 * @param updatedAt milliseconds since 1970, or null
 */
record UserRow(
        String id,
        String username,
        String email,
        String firstName,
        String lastName,
        boolean enabled,
        String store,
        Long createdAt,
        Long updatedAt) {

    /** What to select of the user {@code u}, in the order in which {@link #of} reads it. */
    static final String COLUMNS = "u.id, u.username, u.email, u.firstName, u.lastName, u.enabled,"
            + " u.federationLink, u.createdTimestamp, u.lastModifiedTimestamp";

    /** The number of {@link #COLUMNS}: the place of the first other column behind them. */
    static final int WIDTH = 9;

    static UserRow of(Object[] columns) {
        return new UserRow(
                (String) columns[0],
                (String) columns[1],
                (String) columns[2],
                (String) columns[3],
                (String) columns[4],
                (Boolean) columns[5],
                (String) columns[6],
                (Long) columns[7],
                (Long) columns[8]);
    }

    /** Whether the user may be soft-deleted; nobody else is. */
    boolean mayBeTombstone() {
        return AccountAttributes.isTombstoneUsername(username);
    }
}
