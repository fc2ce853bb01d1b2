package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.AccountSource;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.UserColumn;
import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.module.ContainedRoles;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * Turns the rows of a page into users, with one query for the roles and groups of all users and, where the page shows
 * attributes, one for the attributes.
 */
final class RowsToUsers {

    private static final String DEAD = "select u.id from UserEntity u where u.id in (:ids) and ";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RoleModel adminRole;
    private final EntityManager entities;
    private final Set<String> disabledStores;
    private final Optional<AttributeRows> attributes;

    RowsToUsers(KeycloakSession session, Accounts accounts, Optional<AttributeRows> attributes) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.adminRole = accounts.adminRole().orElse(null);
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.attributes = attributes;
        this.disabledStores = new AccountState(session).disabledStores();
    }

    /**
     * What one role, group or invitation means for a user who has it.
     *
     * @param admin whether it makes the user an admin
     * @param disables whether it is a disabled organization that manages the user
     * @param invited whether it is the mark of an invitation
     * @param shown how an answer shows it; null where an answer does not, for example Keycloak's default role
     */
    private record Holding(boolean admin, boolean disables, boolean invited, Account.Role shown) {}

    List<UserSource.Listed> listed(List<UserRow> rows) {
        Map<String, User> users = new LinkedHashMap<>();
        rows.forEach(row -> users.put(row.id(), new User(row)));
        if (!rows.isEmpty()) {
            hold(users);
        }
        Stream<String> named = rows.stream().filter(UserRow::mayBeTombstone).map(UserRow::id);
        UsersQuery.ids(entities, DEAD + AccountState.tombstone(entities), named)
                .forEach(id -> users.get(id).dead = true);
        Stream<String> marked =
                users.values().stream().filter(user -> user.invited).map(user -> user.row.id());
        UsersQuery.ids(entities, Invitation.OVER, marked).forEach(id -> users.get(id).invited = false);
        attributes.ifPresent(rowsOf -> {
            Map<String, Map<String, List<String>>> found = rowsOf.of(users.values().stream()
                    .filter(user -> !user.dead)
                    .map(user -> user.row.id())
                    .toList());
            users.forEach((id, user) -> user.attributes = found.getOrDefault(id, Map.of()));
        });
        return users.values().stream()
                .map(user -> new UserSource.Listed(new Account(user), user.row.cursor()))
                .toList();
    }

    /** Gives each user what the user has. A page has few different roles and groups: each is looked up once. */
    private void hold(Map<String, User> users) {
        Map<String, Optional<Holding>> known = new HashMap<>();
        for (Object[] row : HoldingsQuery.of(entities, List.copyOf(users.keySet()))) {
            String id = (String) row[1];
            int kind = (Integer) row[2];
            // The group of an organization manages some of its users, and others not.
            String key = kind == HoldingsQuery.MANAGING_GROUP ? id + " managing" : id;
            known.computeIfAbsent(key, unknown -> held(id, kind)).ifPresent(users.get((String) row[0])::hold);
        }
    }

    private Optional<Holding> held(String id, int kind) {
        return switch (kind) {
            case HoldingsQuery.ROLE -> role(id);
            case HoldingsQuery.INVITATION -> Optional.of(new Holding(false, false, true, null));
            default -> group(id, kind == HoldingsQuery.MANAGING_GROUP);
        };
    }

    private Optional<Holding> role(String id) {
        return Optional.ofNullable(session.roles().getRoleById(realm, id)).flatMap(role -> {
            boolean hidden = role.isClientRole() || role.equals(realm.getDefaultRole());
            Account.Role shown = hidden ? null : new Account.Role(id, role.getName());
            Set<RoleModel> all = adminRole == null ? Set.of(role) : ContainedRoles.with(Stream.of(role));
            // A role that was deleted meanwhile is nobody's.
            boolean admin = adminRole != null && all.contains(adminRole);
            return Optional.of(new Holding(admin, false, false, shown)).filter(held -> !all.isEmpty());
        });
    }

    /**
     * A group. Keycloak gives no roles through the group of an organization, and shows users whom a disabled
     * organization manages as disabled.
     */
    private Optional<Holding> group(String id, boolean managed) {
        return Optional.ofNullable(session.groups().getGroupById(realm, id)).map(group -> {
            if (group.getType() != GroupModel.Type.ORGANIZATION) {
                return new Holding(adminRole != null && HeldRoles.bring(group, adminRole), false, false, null);
            }
            OrganizationModel organization = group.getOrganization();
            boolean enabled = realm.isOrganizationsEnabled() && (organization == null || organization.isEnabled());
            return new Holding(false, managed && !enabled, false, null);
        });
    }

    /** One user: its row, with what its roles, its groups and its invitation mean together. */
    private final class User implements AccountSource {

        private final UserRow row;
        private final List<Account.Role> roles = new ArrayList<>();
        private boolean admin;
        private boolean disabled;
        private boolean invited;
        private boolean dead;
        private Map<String, List<String>> attributes;

        User(UserRow row) {
            this.row = row;
        }

        void hold(Holding one) {
            admin |= one.admin();
            disabled |= one.disables();
            invited |= one.invited();
            if (one.shown() != null) {
                roles.add(one.shown());
            }
        }

        @Override
        public Object value(UserColumn column) {
            return row.get(column);
        }

        @Override
        public boolean isAdmin() {
            return admin;
        }

        @Override
        public String status() {
            if (dead) {
                return Account.STATUS_DELETED;
            }
            boolean enabled = flag(UserColumn.ENABLED) && !disabled && !disabledStores.contains(row.store());
            return enabled ? Account.STATUS_ACTIVE : Account.STATUS_INACTIVE;
        }

        @Override
        public Map<String, List<String>> attributes() {
            return attributes;
        }

        @Override
        public boolean isInvited() {
            return invited;
        }

        @Override
        public List<Account.Role> roles() {
            roles.sort(Comparator.comparing(Account.Role::name));
            return roles;
        }
    }
}
