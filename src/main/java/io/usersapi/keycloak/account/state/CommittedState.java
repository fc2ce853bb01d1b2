package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.account.directory.OutsideStatus;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.Settings;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStoragePrivateUtil;

/** What the database holds, apart from what the current transaction has written, under every isolation level. */
public final class CommittedState {

    private CommittedState() {}

    /**
     * Is called before the first statement of a transaction that may read users through Keycloak's cache. The cache takes
     * what is read to be as new as its first use in the session (UserCacheSession). Where reads come from a snapshot, as on
     * MariaDB, it is as old as the first statement: a user whom somebody changed between the two would stay in the cache as
     * before the change.
     */
    public static void beforeFirstRead(KeycloakSession session) {
        session.users();
    }

    /**
     * What a question finds in a realm, apart from what this transaction has written: the transaction may just have given
     * what is asked about.
     *
     * @param realmId the id of the realm in which the question is asked
     */
    public static <T> T in(KeycloakSession session, String realmId, Function<KeycloakSession, T> question) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            beforeFirstRead(other);
            other.getContext().setRealm(other.realms().getRealm(realmId));
            return question.apply(other);
        });
    }

    /** Does work in a transaction of its own, in the realm of a session and for its client. */
    public static void later(KeycloakSession session, KeycloakSessionTask work) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            beforeFirstRead(other);
            // Looks up the realm and the client, which may be the first statement.
            KeycloakModelUtils.cloneContextRealmClientToSession(session.getContext(), other);
            work.run(other);
        });
    }

    /** Whether plain reads of a transaction show the state at its beginning, as on MariaDB. */
    public static boolean isReadFromSnapshots(Session session) {
        return session.doReturningWork(
                connection -> connection.getTransactionIsolation() >= Connection.TRANSACTION_REPEATABLE_READ);
    }

    /**
     * Whether a user was an active admin whose removal by this transaction Keycloak did not announce. A workflow removes a
     * directory's user from Keycloak alone (DeleteUserStepProvider), and Keycloak removes in the same way who is gone from the
     * directory (UserStorageManager.deleteInvalidUser). So the directory is asked.
     */
    public static boolean wasActiveAdmin(KeycloakSession session, Settings settings, String userId) {
        return in(session, session.getContext().getRealm().getId(), other -> {
            RealmModel realm = other.getContext().getRealm();
            UserModel user = UserStoragePrivateUtil.userLocalStorage(other).getUserById(realm, userId);
            Optional<RoleModel> role = AdminRole.find(realm, settings);
            return user != null
                    && user.isEnabled()
                    && user.getServiceAccountClientLink() == null
                    && role.filter(admin -> HeldRoles.hold(user, admin)).isPresent()
                    && (!user.isFederated() || new OutsideStatus(other).isEnabled(userId));
        });
    }

    /** Those of the users who are soft-deleted by what has been committed up to now, by whatever transaction. */
    public static Set<String> tombstones(KeycloakSession session, Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), other -> tombstonesFor(other, userIds));
    }

    /** Those of the users who are soft-deleted as this transaction sees them, with what it has written. */
    public static Set<String> tombstonesFor(KeycloakSession session, Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        // Hibernate keeps no plan of a query with a list.
        boolean isOne = userIds.size() == 1;
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return Set.copyOf(entities.createQuery(
                        "select u.id from UserEntity u where u.id " + (isOne ? "= :id" : "in (:id)") + " and "
                                + AccountState.tombstone(entities),
                        String.class)
                .setParameter("id", isOne ? userIds.iterator().next() : userIds)
                .getResultList());
    }
}
