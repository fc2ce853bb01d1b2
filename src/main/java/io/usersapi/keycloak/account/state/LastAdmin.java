package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStatus;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.storage.UserStorageProvider;

/**
 * Tells whether a realm keeps an active admin. A transaction that has changed something asks right before its commit.
 * The answer comes with a lock of the admin role's row, so on all nodes together only one such transaction at a time
 * has an answer. Directories are asked before the lock is got, since they may take long to answer. Which of their admins
 * Keycloak's tables have is looked at again behind the lock. Whoever became an admin between the two has not been asked
 * about: the change is then refused, and may be tried again.
 */
public final class LastAdmin {

    /** How many admins of directories are asked about at most, for each way to be an admin. */
    private static final int MAX_OF_DIRECTORIES = 100;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    /** What the directories said of the users whom they were asked about: whether each is enabled. */
    private final Map<String, Boolean> asked = new HashMap<>();

    public LastAdmin(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /**
     * Whether another user is an active admin.
     *
     * @param leaving the ids of the users who stop being active admins when this transaction commits
     */
    public boolean isAnotherThan(Set<String> leaving) {
        if (hasStores(realm)) {
            askDirectories(committed(leaving));
        }
        lock();
        return isSure(committed(leaving));
    }

    /**
     * Whether another user is an active admin after a change of roles or groups. Where nobody leaves, the answer is also
     * true where there was no active admin before.
     *
     * @param leaving the ids of the users who also stop being active admins when this transaction commits
     */
    public boolean staysAfterChangeOfRoles(Set<String> leaving) {
        if (hasStores(realm)) {
            askDirectories(afterwards(committedAdminRole(), leaving, false));
            if (leaving.isEmpty() && !asked.containsValue(true)) {
                askDirectories(committed(leaving));
            }
        }
        lock();
        Optional<String> role = committedAdminRole();
        return role.isEmpty()
                || isSure(afterwards(role, leaving, isReadFromSnapshots()))
                || (leaving.isEmpty() && !isPossible(committed(leaving)));
    }

    /**
     * Whether there is an active admin, as far as this transaction sees. No lock is taken, and no directory is asked.
     */
    public boolean isThere() {
        Found found = find(session, adminRole(session).orElse(null), Set.of(), false);
        return found.here() || !found.ofDirectories().isEmpty();
    }

    /**
     * Waits for other transactions that may take an admin. The second transaction continues after the first has
     * committed.
     */
    private void lock() {
        adminRole(session).ifPresent(role -> entities(session)
                .find(RoleEntity.class, role.getId(), LockModeType.PESSIMISTIC_WRITE));
    }

    private Optional<RoleModel> adminRole(KeycloakSession session) {
        return AdminRole.find(session.getContext().getRealm(), settings);
    }

    /**
     * The admins other than those who leave, as committed. The question is asked in a new transaction, which under every
     * isolation level sees what was committed before the lock was got. A snapshot of this transaction may be older than
     * the lock.
     */
    private Found committed(Set<String> leaving) {
        return committed(other -> find(other, adminRole(other).orElse(null), leaving, false));
    }

    private Optional<String> committedAdminRole() {
        return committed(other -> adminRole(other).map(RoleModel::getId));
    }

    /** The admins that this transaction leaves, other than those who leave with it. */
    private Found afterwards(Optional<String> adminRole, Set<String> leaving, boolean newest) {
        return find(session, adminRole.map(realm::getRoleById).orElse(null), leaving, newest);
    }

    private void askDirectories(Found found) {
        if (!found.ofDirectories().isEmpty()) {
            asked.putAll(committed(other -> new OutsideStatus(other).untilOneIsEnabled(found.ofDirectories())));
        }
    }

    /** Whether one of the admins can sign in, as far as is known. */
    private boolean isSure(Found found) {
        return found.here() || found.ofDirectories().stream().anyMatch(id -> asked.getOrDefault(id, false));
    }

    /** Whether one of the admins may be able to sign in. */
    private boolean isPossible(Found found) {
        return found.here() || found.ofDirectories().stream().anyMatch(id -> asked.getOrDefault(id, true));
    }

    private <T> T committed(Function<KeycloakSession, T> question) {
        return CommittedState.in(session, realm.getId(), question);
    }

    private boolean isReadFromSnapshots() {
        return CommittedState.isReadFromSnapshots(entities(session).unwrap(Session.class));
    }

    /**
     * Admins whose rows say enabled.
     *
     * @param here whether Keycloak itself keeps one of them
     * @param ofDirectories where Keycloak keeps none, the ids of some whom directories keep
     */
    private record Found(boolean here, Set<String> ofDirectories) {}

    /**
     * @param newest whether rows are locked when they are read, which shows their newest state under any isolation
     *     level
     */
    private static Found find(KeycloakSession session, RoleModel adminRole, Set<String> except, boolean newest) {
        if (adminRole == null) {
            return new Found(false, Set.of());
        }
        AdminHolders holders = new AdminHolders(session, adminRole);
        List<Holding> holdings = List.of(
                new Holding("UserRoleMappingEntity", "roleId", holders.roleIds(), except, newest),
                new Holding("UserGroupMembershipEntity", "groupId", holders.groupIds(), except, newest));
        if (holdings.stream()
                .anyMatch(holding -> !holding.users(session, "(u.federationLink is null or u.federationLink = '')", 1)
                        .isEmpty())) {
            return new Found(true, Set.of());
        }
        if (!hasStores(session.getContext().getRealm())) {
            return new Found(false, Set.of());
        }
        return new Found(
                false,
                holdings.stream()
                        .flatMap(holding ->
                                holding.users(session, "u.federationLink is not null", MAX_OF_DIRECTORIES).stream())
                        .collect(Collectors.toSet()));
    }

    private static boolean hasStores(RealmModel realm) {
        return realm.getStorageProviders(UserStorageProvider.class).findAny().isPresent();
    }

    /** What makes a user an admin: one of the roles, or membership in one of the groups. */
    private record Holding(String entity, String column, Set<String> ids, Set<String> except, boolean newest) {

        /** @param keeper a condition on who keeps the users: Keycloak or a directory */
        List<String> users(KeycloakSession session, String keeper, int max) {
            if (ids.isEmpty()) {
                return List.of();
            }
            String others = except.isEmpty() ? "" : " and u.id not in (:except)";
            // Whoever is of a store or an organization that is switched off cannot sign in.
            AccountState.Condition enabled = new AccountState(session).enabled();
            var query = entities(session)
                    .createQuery(
                            "select u.id from " + entity + " m join m.user u where m." + column + " in (:ids)"
                                    + " and u.realmId = :realm and " + keeper + " and "
                                    + enabled.jpql() + " and u.serviceAccountClientLink is null" + others
                                    + (max > 1 ? " order by u.id" : ""),
                            String.class)
                    .setParameter("ids", ids)
                    .setParameter("realm", session.getContext().getRealm().getId())
                    .setMaxResults(max);
            enabled.parameters().forEach(query::setParameter);
            if (!except.isEmpty()) {
                query.setParameter("except", except);
            }
            if (newest) {
                query.setLockMode(LockModeType.PESSIMISTIC_READ);
            }
            return query.getResultList();
        }
    }

    private static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
