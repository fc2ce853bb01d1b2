package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.accounts.AccountTimes;
import io.usersapi.keycloak.accounts.Accounts;
import io.usersapi.keycloak.accounts.PersonName;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.entities.UserEntity;

/** Turns the rows of a page into users, with one query for the roles and groups of all of them. */
final class Rows {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RoleModel adminRole;
    private final EntityManager entities;

    Rows(KeycloakSession session, Accounts accounts) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.adminRole = accounts.adminRole();
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** What a user holds by itself: roles, and groups that may bring more. */
    private record Holdings(List<RoleModel> roles, List<GroupModel> groups) {
        private static Holdings none() {
            return new Holdings(new ArrayList<>(), new ArrayList<>());
        }
    }

    List<UserSource.Listed> listed(List<UserEntity> rows) {
        Map<String, Holdings> holdings = rows.isEmpty() ? Map.of() : holdings(rows);
        return rows.stream()
                .map(row -> new UserSource.Listed(
                        account(row, holdings.getOrDefault(row.getId(), Holdings.none())), Cursor.behind(row)))
                .toList();
    }

    private Map<String, Holdings> holdings(List<UserEntity> rows) {
        Set<String> ids = rows.stream().map(UserEntity::getId).collect(Collectors.toSet());
        // The roles and groups themselves come from Keycloak's realm cache.
        List<Object[]> held = entities.createQuery(
                        "select m.user.id, m.roleId, cast(null as string) from UserRoleMappingEntity m"
                                + " where m.user.id in (:ids)"
                                + " union all"
                                + " select g.user.id, cast(null as string), g.groupId from UserGroupMembershipEntity g"
                                + " where g.user.id in (:ids)",
                        Object[].class)
                .setParameter("ids", ids)
                .getResultList();
        Map<String, Holdings> holdings = new HashMap<>();
        for (Object[] row : held) {
            Holdings of = holdings.computeIfAbsent((String) row[0], ignored -> Holdings.none());
            if (row[1] != null) {
                RoleModel role = session.roles().getRoleById(realm, (String) row[1]);
                if (role != null) {
                    of.roles().add(role);
                }
            } else {
                GroupModel group = session.groups().getGroupById(realm, (String) row[2]);
                if (group != null) {
                    of.groups().add(group);
                }
            }
        }
        return holdings;
    }

    private Account account(UserEntity row, Holdings holdings) {
        Long updated =
                row.getLastModifiedTimestamp() != null ? row.getLastModifiedTimestamp() : row.getCreatedTimestamp();
        return new Account(
                row.getId(),
                PersonName.join(row.getFirstName(), row.getLastName()),
                row.getEmail(),
                isAdmin(holdings) ? Account.TYPE_ADMIN : Account.TYPE_USER,
                status(row),
                holdings.roles().stream()
                        .filter(role -> !role.isClientRole() && !role.equals(realm.getDefaultRole()))
                        .map(role -> new Account.Role(role.getId(), role.getName()))
                        .sorted(Comparator.comparing(Account.Role::name))
                        .toList(),
                AccountTimes.iso(row.getCreatedTimestamp()),
                AccountTimes.iso(updated));
    }

    private boolean isAdmin(Holdings holdings) {
        return adminRole != null
                && (holdings.roles().stream().anyMatch(role -> role.equals(adminRole) || role.hasRole(adminRole))
                        || holdings.groups().stream().anyMatch(group -> holds(group)));
    }

    /** A group hands the roles of its parents on, too. */
    private boolean holds(GroupModel group) {
        for (GroupModel at = group; at != null; at = at.getParent()) {
            if (at.hasRole(adminRole)) {
                return true;
            }
        }
        return false;
    }

    private static String status(UserEntity row) {
        if (("deleted-" + row.getId()).equals(row.getUsername())) {
            return Account.STATUS_DELETED;
        }
        return row.isEnabled() ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
    }
}
