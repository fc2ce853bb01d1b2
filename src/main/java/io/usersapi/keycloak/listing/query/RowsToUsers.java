package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.AccountSource;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.account.state.AccountState;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * Turns the rows of a page into users, with one query for the roles and groups of all users and, where the page shows
 * attributes, one for the attributes.
 */
final class RowsToUsers {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RoleModel adminRole;
    private final EntityManager entities;
    private final Set<String> disabledStores;
    private final Optional<AttributeRows> attributes;

    RowsToUsers(KeycloakSession session, Accounts accounts, Optional<AttributeRows> attributes) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.adminRole = accounts.adminRole();
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.attributes = attributes;
        this.disabledStores = new AccountState(session).disabledStores();
    }

    /**
     * What one role, group or invitation means for a user who has it.
     *
     * @param admin whether it makes the user an admin
     * @param disables whether it is a disabled organization that manages the user
     * @param invited whether it is a pending invitation
     * @param shown how an answer shows it; null where an answer does not, for example Keycloak's default role
     */
    private record Holding(boolean admin, boolean disables, boolean invited, Account.Role shown) {}

    List<UserSource.Listed> listed(List<UserRow> rows) {
        Map<String, List<Holding>> held = rows.isEmpty() ? Map.of() : held(rows);
        Set<String> dead = dead(rows);
        Optional<Map<String, Map<String, List<String>>>> shown = attributes.map(found -> found.of(living(rows, dead)));
        return rows.stream()
                .map(row -> new Source(
                        row,
                        held.getOrDefault(row.id(), List.of()),
                        dead.contains(row.id()),
                        disabledStores.contains(String.valueOf(row.get(UserColumn.STORE))),
                        shown.map(found -> found.getOrDefault(row.id(), Map.of()))
                                .orElse(null)))
                .map(source ->
                        new UserSource.Listed(new Account(source), source.row().cursor()))
                .toList();
    }

    private static List<String> living(List<UserRow> rows, Set<String> dead) {
        return rows.stream().map(UserRow::id).filter(id -> !dead.contains(id)).toList();
    }

    /** The ids of the soft-deleted users. Most pages have no user whose name makes the question necessary. */
    private Set<String> dead(List<UserRow> rows) {
        List<String> ids =
                rows.stream().filter(UserRow::mayBeTombstone).map(UserRow::id).toList();
        return ids.isEmpty()
                ? Set.of()
                : Set.copyOf(entities.createQuery(
                                "select u.id from UserEntity u where u.id in (:ids) and " + AccountState.TOMBSTONE,
                                String.class)
                        .setParameter("ids", ids)
                        .getResultList());
    }

    /**
     * What each user of the page has, by id. The users of a page hold few different roles and groups, and each is
     * looked up once, in Keycloak's realm cache.
     */
    private Map<String, List<Holding>> held(List<UserRow> rows) {
        Map<String, Optional<Holding>> known = new HashMap<>();
        Map<String, List<Holding>> held = new HashMap<>();
        for (Object[] row :
                HoldingsQuery.of(entities, rows.stream().map(UserRow::id).toList())) {
            int kind = (Integer) row[2];
            Optional<Holding> one = known.computeIfAbsent(row[1] + " " + kind, key -> held((String) row[1], kind));
            one.ifPresent(held.computeIfAbsent((String) row[0], ignored -> new ArrayList<>())::add);
        }
        return held;
    }

    private Optional<Holding> held(String id, int kind) {
        return switch (kind) {
            case HoldingsQuery.ROLE -> role(id);
            case HoldingsQuery.INVITATION -> Optional.of(new Holding(false, false, true, null));
            default -> group(id, kind == HoldingsQuery.MANAGING_GROUP);
        };
    }

    private Optional<Holding> role(String id) {
        return Optional.ofNullable(session.roles().getRoleById(realm, id)).map(role -> {
            boolean admin = adminRole != null && (role.equals(adminRole) || role.hasRole(adminRole));
            boolean hidden = role.isClientRole() || role.equals(realm.getDefaultRole());
            return new Holding(admin, false, false, hidden ? null : new Account.Role(role.getId(), role.getName()));
        });
    }

    /**
     * A group. Keycloak gives no roles through the group of an organization, and shows users whom a disabled
     * organization manages as disabled.
     */
    private Optional<Holding> group(String id, boolean managed) {
        return Optional.ofNullable(session.groups().getGroupById(realm, id)).map(group -> {
            if (group.getType() != GroupModel.Type.ORGANIZATION) {
                return new Holding(holds(group), false, false, null);
            }
            boolean enabled = realm.isOrganizationsEnabled()
                    && (group.getOrganization() == null
                            || group.getOrganization().isEnabled());
            return new Holding(false, managed && !enabled, false, null);
        });
    }

    /** Whether the group gives the admin role: a group also gives the roles of its parents. */
    private boolean holds(GroupModel group) {
        for (GroupModel at = group; adminRole != null && at != null; at = at.getParent()) {
            if (at.hasRole(adminRole)) {
                return true;
            }
        }
        return false;
    }

    /** One user: its row, with what its roles and groups mean. */
    private record Source(
            UserRow row, List<Holding> held, boolean dead, boolean storeDisabled, Map<String, List<String>> attributes)
            implements AccountSource {

        @Override
        public Object value(UserColumn column) {
            return row.get(column);
        }

        @Override
        public boolean isAdmin() {
            return held.stream().anyMatch(Holding::admin);
        }

        @Override
        public String status() {
            if (dead) {
                return Account.STATUS_DELETED;
            }
            boolean enabled =
                    flag(UserColumn.ENABLED) && !storeDisabled && held.stream().noneMatch(Holding::disables);
            return enabled ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
        }

        @Override
        public Map<String, List<String>> attributes() {
            return attributes;
        }

        @Override
        public boolean isInvited() {
            return held.stream().anyMatch(Holding::invited);
        }

        @Override
        public List<Account.Role> roles() {
            return held.stream()
                    .map(Holding::shown)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(Account.Role::name))
                    .toList();
        }
    }
}
