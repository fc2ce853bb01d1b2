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

    private static final String QUERY =
            """
            select u.id, u.username, u.email, u.enabled,
                   (select a.value from user_attribute a where a.user_id = u.id and a.name = 'active') active,
                   (select a.value from user_attribute a where a.user_id = u.id and a.name = 'deleted_at') deleted_at,
                   (select a.value from user_attribute a where a.user_id = u.id and a.name = 'deleted_by') deleted_by,
                   (select count(*) from credential c where c.user_id = u.id) credentials,
                   (select string_agg(r.name, ',') from user_role_mapping m join keycloak_role r on r.id = m.role_id
                     where m.user_id = u.id) roles
              from user_entity u join realm on realm.id = u.realm_id
             where realm.name = ? and (u.id = ? or u.email = ?)
            """;

    /** The user with the id or the address, or null. */
    static StoredUser find(Connection database, String idOrEmail) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(QUERY)) {
            query.setString(1, ApiRealm.NAME);
            query.setString(2, idOrEmail);
            query.setString(3, idOrEmail);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? of(row) : null;
            }
        }
    }

    private static StoredUser of(ResultSet row) throws SQLException {
        String roles = row.getString("roles");
        Set<String> assigned = roles == null ? new TreeSet<>() : new TreeSet<>(Set.of(roles.split(",")));
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
                && username.equals("deleted-" + id)
                && email == null
                && deletedAt != null
                && deletedBy != null
                && credentials == 0
                && !hasDefaultRole
                && roles.isEmpty();
    }
}
