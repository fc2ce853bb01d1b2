package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.state.CommittedState;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.LockOptions;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * The lock of a user's row, which must be taken before the first write of a transaction. What is read after the lock is
 * the newest state, of this row and of all others.
 */
public final class UserLock {

    /** Whether a transaction of the database reads the state that was there when the transaction began. */
    private static final Map<SessionFactory, Boolean> SNAPSHOTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final int TIMES = 100;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private UserLock() {}

    /**
     * Waits until no other transaction changes the user, and then reads the user afresh.
     *
     * @throws jakarta.persistence.PersistenceException where the lock is not got in time, or the row is gone
     */
    public static void take(EntityManager entities, UserEntity user) {
        readNewestFrom(entities.unwrap(Session.class));
        forgetRowsOf(user, entities);
        entities.refresh(user, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * The same for a user of Keycloak's own whom the transaction has not read yet. Others are waited for, but not without
     * end: a transaction within another one of the same thread would wait for itself.
     *
     * @return whether the user has a row
     * @throws LockTimeoutException where the lock is not got in two seconds
     */
    public static boolean takeSoon(KeycloakSession session, String userId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        String realmId = session.getContext().getRealm().getId();
        for (int time = 0; time < TIMES; time++) {
            if (!takeFree(entities, realmId, List.of(userId)).isEmpty()) {
                return true;
            }
            // Not the row itself: Hibernate would show it as it is now, also once it is locked.
            boolean isThere = entities.createQuery("select count(u) from UserEntity u where u.id = :id", Long.class)
                            .setParameter("id", userId)
                            .getSingleResult()
                    > 0;
            if (!isThere) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new LockTimeoutException(userId);
    }

    /**
     * Waits until no other transaction changes the user, and has others wait until this one ends. What has been read of the
     * user, and what is about to be written, stays as it is.
     *
     * @return whether the user has a row
     * @throws jakarta.persistence.PersistenceException where the lock is not got in time, or the row has gone since it
     *     was read
     */
    public static boolean hold(KeycloakSession session, String userId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        UserEntity user = entities.find(UserEntity.class, userId);
        if (user != null) {
            entities.lock(user, LockModeType.PESSIMISTIC_WRITE);
        }
        return user != null;
    }

    /**
     * Locks the rows of those users whom no other transaction has locked, and reads them. Nobody is waited for, so two
     * transactions that lock many users cannot wait for each other. Users of a directory are left out: Keycloak asks the
     * directory for each, and that may take its time.
     *
     * @param ids of users whom this transaction has not read yet
     */
    static List<UserEntity> takeFree(EntityManager entities, String realmId, Collection<String> ids) {
        readNewestFrom(entities.unwrap(Session.class));
        return entities.createQuery(
                        "select u from UserEntity u where u.realmId = :realm and u.id in (:ids)"
                                + " and u.federationLink is null order by u.id",
                        UserEntity.class)
                .setParameter("realm", realmId)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", LockOptions.SKIP_LOCKED)
                .getResultList();
    }

    private static void readNewestFrom(Session session) {
        if (SNAPSHOTS.computeIfAbsent(
                session.getSessionFactory(), unknown -> CommittedState.isReadFromSnapshots(session))) {
            session.doWork(UserLock::beginAnew);
        }
    }

    /**
     * Ends the transaction of the database and begins another. MariaDB and MySQL take a snapshot at the first plain
     * read of a transaction, which comes before the lock. So far the transaction has only read, so nothing is lost. It
     * is ended by an SQL statement, because Agroal allows only the transaction manager to call commit
     * (ConnectionHandler). The next statement begins the new transaction.
     */
    private static void beginAnew(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("commit");
        }
    }

    /**
     * Detaches the rows of the user that Hibernate has read, since Hibernate would show them as it read them, whatever
     * a later query finds.
     */
    private static void forgetRowsOf(UserEntity user, EntityManager entities) {
        List<?> rows = Stream.of(user.getAttributes(), user.getRequiredActions(), user.getCredentials())
                .filter(Hibernate::isInitialized)
                .flatMap(Collection::stream)
                .toList();
        rows.forEach(entities::detach);
    }
}
