package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.AccountAttributes;

/**
 * What an answer tells of a row of Keycloak's users. Columns, not {@code UserEntity}: an entity would be watched by
 * Hibernate for changes until the request ends, together with its four collections.
 *
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
        Long createdAt,
        Long updatedAt) {

    /** What to select of the user {@code u}, in the order in which {@link #of} reads it. */
    static final String COLUMNS = "u.id, u.username, u.email, u.firstName, u.lastName, u.enabled,"
            + " u.createdTimestamp, u.lastModifiedTimestamp";

    /** The number of {@link #COLUMNS}: the place of the first other column behind them. */
    static final int WIDTH = 8;

    static UserRow of(Object[] columns) {
        return new UserRow(
                (String) columns[0],
                (String) columns[1],
                (String) columns[2],
                (String) columns[3],
                (String) columns[4],
                (Boolean) columns[5],
                (Long) columns[6],
                (Long) columns[7]);
    }

    /** Whether the user was soft-deleted. */
    boolean isTombstone() {
        return AccountAttributes.tombstoneUsername(id).equals(username);
    }
}
