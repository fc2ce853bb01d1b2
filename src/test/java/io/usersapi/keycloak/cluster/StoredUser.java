package io.usersapi.keycloak.cluster;

import io.usersapi.keycloak.support.ApiRealm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/**
 * A user as the rows of the database tell, whatever a node has in its caches.
 *
 * @param roles the names of the assigned roles, without {@code default-roles-*}
 */
record StoredUser(
        String id,
        String username,
        String email,
        boolean enabled,
        String active,
        String deletedAt,
        String deletedBy,
        int credentials,
        Set<String> roles,
        boolean hasDefaultRole) {

    private static final String DEFAULT_ROLE = "default-roles-" + ApiRealm.NAME;

    /** The names of tables in capitals, as Keycloak creates them: on MariaDB they have a case. */
    private static final String QUERY =
            """
            select u.id, u.username, u.email, u.enabled,
                   (select a.value from USER_ATTRIBUTE a where a.user_id = u.id and a.name = 'active') active,
                   (select a.value from USER_ATTRIBUTE a where a.user_id = u.id and a.name = 'deleted_at') deleted_at,
                   (select a.value from USER_ATTRIBUTE a where a.user_id = u.id and a.name = 'deleted_by') deleted_by,
                   (select count(*) from CREDENTIAL c where c.user_id = u.id) credentials
              from USER_ENTITY u join REALM r on r.id = u.realm_id
             where r.name = ? and (u.id = ? or u.email = ?)
            """;

    private static final String ROLES =
            "select r.name from USER_ROLE_MAPPING m join KEYCLOAK_ROLE r on r.id = m.role_id where m.user_id = ?";

    /** The user with the id or the address, or null. */
    static StoredUser find(Connection database, String idOrEmail) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(QUERY)) {
            query.setString(1, ApiRealm.NAME);
            query.setString(2, idOrEmail);
            query.setString(3, idOrEmail);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? of(row, roles(database, row.getString("id"))) : null;
            }
        }
    }

    private static Set<String> roles(Connection database, String userId) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement query = database.prepareStatement(ROLES)) {
            query.setString(1, userId);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private static StoredUser of(ResultSet row, Set<String> assigned) throws SQLException {
        boolean hasDefaultRole = assigned.remove(DEFAULT_ROLE);
        return new StoredUser(
                row.getString("id"),
                row.getString("username"),
                row.getString("email"),
                row.getBoolean("enabled"),
                row.getString("active"),
                row.getString("deleted_at"),
                row.getString("deleted_by"),
                row.getInt("credentials"),
                assigned,
                hasDefaultRole);
    }

    /** Whether it is whole, alive, and has exactly these roles. */
    boolean lives(boolean wantedEnabled, Set<String> wantedRoles) {
        return enabled == wantedEnabled
                && String.valueOf(enabled).equals(active)
                && username.equals(email)
                && deletedAt == null
                && deletedBy == null
                && credentials == 1
                && hasDefaultRole
                && roles.equals(wantedRoles);
    }

    /** Whether nothing is left of it but the facts of its deletion. */
    boolean isTombstone() {
        return !enabled
                && "false".equals(active)
                && username.startsWith("deleted-")
                && email == null
                && deletedAt != null
                && deletedBy != null
                && credentials == 0
                && !hasDefaultRole
                && roles.isEmpty();
    }
}
