package io.usersapi.keycloak.account.lock;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * The lock of a user's row, to be taken before the first write of a transaction. What is read once the lock is got is the
 * newest state, of the row and of all others.
 */
public final class UserLock {

    /** Whether the isolation of a database's transactions is one of those that show the state at their beginning. */
    private static final Map<SessionFactory, Boolean> SNAPSHOTS = Collections.synchronizedMap(new WeakHashMap<>());

    private UserLock() {}

    /** Waits until no other transaction changes the user. */
    public static void take(EntityManager entities, UserEntity user) {
        Session session = entities.unwrap(Session.class);
        if (SNAPSHOTS.computeIfAbsent(session.getSessionFactory(), unknown -> readsSnapshots(session))) {
            session.doWork(UserLock::beginAnew);
        }
        forgetRowsOf(user, entities);
        entities.refresh(user, LockModeType.PESSIMISTIC_WRITE);
    }

    private static boolean readsSnapshots(Session session) {
        return session.doReturningWork(
                connection -> connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED);
    }

    /**
     * MariaDB and MySQL take a snapshot at the first plain read of a transaction, which comes before the lock is got. The
     * transaction has only read as yet, so that it can be ended. It is ended by a statement, since the transaction manager
     * lets nobody else end it (Agroal's ConnectionHandler), and the next statement begins another.
     */
    private static void beginAnew(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("commit");
        }
    }

    /** Hibernate shows rows that it has read before as it has read them, whatever a query finds later. */
    private static void forgetRowsOf(UserEntity user, EntityManager entities) {
        List<?> rows = Stream.of(user.getAttributes(), user.getRequiredActions(), user.getCredentials())
                .filter(Hibernate::isInitialized)
                .flatMap(Collection::stream)
                .toList();
        rows.forEach(entities::detach);
    }
}
