package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStatus;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * Tells whether a realm keeps an active admin. A transaction that has changed something asks right before its commit.
 * The answer comes with a lock of the admin role's row, so on all nodes together only one such transaction at a time
 * has an answer. Directories are asked before the lock is got, since they may take long to answer. Which of their admins
 * Keycloak's tables have is looked at again behind the lock. Whoever became an admin between the two has not been asked
 * about: the change is then refused, and may be tried again.
 */
public final class LastAdmin {

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
        if (UserStores.areIn(realm)) {
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
        if (UserStores.areIn(realm)) {
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
     * Whether there is an active admin after a user got roles in the place of those assigned to it. The admin role is taken
     * to go unless one of these roles or a group of the user brings it.
     */
    public boolean staysWith(UserModel user, Set<RoleModel> roles) {
        RoleModel admin = adminRole(session).orElse(null);
        return admin == null
                || !user.isEnabled()
                || !HeldRoles.hold(user, admin)
                || ContainedRoles.bring(roles.stream(), admin)
                || ContainedRoles.bring(HeldRoles.ofGroups(user), admin)
                || isAnotherThan(Set.of(user.getId()));
    }

    /**
     * Whether a user from whom this transaction has taken a way to be an admin is one by another way. Another transaction
     * may take that way at the same instant, and wait for this one.
     *
     * @param userId the id of a user whose roles and groups are rows
     */
    public boolean isAdminOtherwise(String userId) {
        lock();
        return adminRole(session)
                .map(role -> new AdminHolders(session, role, isReadFromSnapshots()))
                .filter(holders -> !holders.among(Set.of(userId)).isEmpty())
                .isPresent();
    }

    /**
     * Whether there is an active admin, as far as this transaction sees. No lock is taken, and no directory is asked.
     */
    public boolean isThere() {
        return isThereBut(Set.of());
    }

    /** Whether the user is an active admin and nobody else is one, as far as this transaction sees; asked as {@link #isThere}. */
    public boolean isOnly(UserModel user) {
        return user.isEnabled()
                && adminRole(session).filter(role -> HeldRoles.hold(user, role)).isPresent()
                && !isThereBut(Set.of(user.getId()));
    }

    private boolean isThereBut(Set<String> users) {
        AdminHolders.Active found = find(session, adminRole(session).orElse(null), users, false);
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
    private AdminHolders.Active committed(Set<String> leaving) {
        return committed(other -> find(other, adminRole(other).orElse(null), leaving, false));
    }

    private Optional<String> committedAdminRole() {
        return committed(other -> adminRole(other).map(RoleModel::getId));
    }

    /** The admins that this transaction leaves, other than those who leave with it. */
    private AdminHolders.Active afterwards(Optional<String> adminRole, Set<String> leaving, boolean newest) {
        return find(session, adminRole.map(realm::getRoleById).orElse(null), leaving, newest);
    }

    private void askDirectories(AdminHolders.Active found) {
        if (!found.ofDirectories().isEmpty()) {
            asked.putAll(committed(other -> new OutsideStatus(other).untilOneIsEnabled(found.ofDirectories())));
        }
    }

    /** Whether one of the admins can sign in, as far as is known. */
    private boolean isSure(AdminHolders.Active found) {
        return found.here() || found.ofDirectories().stream().anyMatch(id -> asked.getOrDefault(id, false));
    }

    /** Whether one of the admins may be able to sign in. */
    private boolean isPossible(AdminHolders.Active found) {
        return found.here() || found.ofDirectories().stream().anyMatch(id -> asked.getOrDefault(id, true));
    }

    private <T> T committed(Function<KeycloakSession, T> question) {
        return CommittedState.in(session, realm.getId(), question);
    }

    private boolean isReadFromSnapshots() {
        return CommittedState.isReadFromSnapshots(entities(session).unwrap(Session.class));
    }

    private static AdminHolders.Active find(
            KeycloakSession session, RoleModel adminRole, Set<String> except, boolean newest) {
        return new AdminHolders(session, adminRole, newest).active(except);
    }

    private static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
