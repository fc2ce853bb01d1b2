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
import java.util.Objects;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

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

    /**
     * What a role or a group brings to whoever holds it by itself.
     *
     * @param admin whether the admin role is in it
     * @param shown how an answer shows it; null where it does not, as of Keycloak's default role
     */
    private record Held(boolean admin, Account.Role shown) {}

    List<UserSource.Listed> listed(List<UserRow> rows) {
        Map<String, List<Held>> held = rows.isEmpty() ? Map.of() : held(rows);
        return rows.stream()
                .map(row ->
                        new UserSource.Listed(account(row, held.getOrDefault(row.id(), List.of())), Cursor.behind(row)))
                .toList();
    }

    /** Users of a page hold few different roles and groups: each is looked at once, in Keycloak's realm cache. */
    private Map<String, List<Held>> held(List<UserRow> rows) {
        Map<String, Optional<Held>> known = new HashMap<>();
        Map<String, List<Held>> held = new HashMap<>();
        for (Object[] row :
                HeldQuery.of(entities, rows.stream().map(UserRow::id).toList())) {
            Optional<Held> one = row[1] != null
                    ? known.computeIfAbsent((String) row[1], this::role)
                    : known.computeIfAbsent((String) row[2], this::group);
            one.ifPresent(held.computeIfAbsent((String) row[0], ignored -> new ArrayList<>())::add);
        }
        return held;
    }

    private Optional<Held> role(String id) {
        return Optional.ofNullable(session.roles().getRoleById(realm, id)).map(role -> {
            boolean admin = adminRole != null && (role.equals(adminRole) || role.hasRole(adminRole));
            boolean hidden = role.isClientRole() || role.equals(realm.getDefaultRole());
            return new Held(admin, hidden ? null : new Account.Role(role.getId(), role.getName()));
        });
    }

    private Optional<Held> group(String id) {
        return Optional.ofNullable(session.groups().getGroupById(realm, id)).map(group -> new Held(holds(group), null));
    }

    /** A group hands the roles of its parents on, too. */
    private boolean holds(GroupModel group) {
        for (GroupModel at = group; adminRole != null && at != null; at = at.getParent()) {
            if (at.hasRole(adminRole)) {
                return true;
            }
        }
        return false;
    }

    private static Account account(UserRow row, List<Held> held) {
        return new Account(
                row.id(),
                PersonName.join(row.firstName(), row.lastName()),
                row.email(),
                held.stream().anyMatch(Held::admin) ? Account.TYPE_ADMIN : Account.TYPE_USER,
                status(row),
                held.stream()
                        .map(Held::shown)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparing(Account.Role::name))
                        .toList(),
                AccountTimes.iso(row.createdAt()),
                AccountTimes.iso(row.updatedAt() != null ? row.updatedAt() : row.createdAt()));
    }

    private static String status(UserRow row) {
        if (row.isTombstone()) {
            return Account.STATUS_DELETED;
        }
        return row.enabled() ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
    }
}
