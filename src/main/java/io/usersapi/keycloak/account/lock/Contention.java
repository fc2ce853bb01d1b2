package io.usersapi.keycloak.account.lock;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Set;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SnapshotIsolationException;
import org.hibernate.exception.TransactionSerializationException;

/** Recognizes a failure of the database that another transaction has caused. */
public final class Contention {

    /**
     * The SQL states of deadlocks, serialization failures and locks that were not got in time, of SQL:2023, PostgreSQL,
     * H2 and MySQL. The failures of other databases, which have numbers of their own, are recognized by the classes
     * that Hibernate's dialects throw.
     */
    private static final Set<String> STATES = Set.of("40001", "40P01", "55P03", "HYT00", "41000");

    private static final int MOST_TIMES = 3;

    private Contention() {}

    /**
     * Carries out work that has a transaction of its own: again, three times at most in all, where the database ended the
     * transaction in favour of another.
     */
    public static void again(Runnable work) {
        for (int time = 1; ; time++) {
            try {
                work.run();
                return;
            } catch (RuntimeException failed) {
                if (time == MOST_TIMES || !isCause(failed)) {
                    throw failed;
                }
            }
        }
    }

    /** Whether the failure or one of its causes is such a failure. */
    public static boolean isCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LockTimeoutException
                    || cause instanceof PessimisticLockException
                    || cause instanceof LockAcquisitionException
                    || cause instanceof org.hibernate.exception.LockTimeoutException
                    || cause instanceof SnapshotIsolationException
                    || cause instanceof TransactionSerializationException
                    || (cause instanceof SQLException sql && STATES.contains(String.valueOf(sql.getSQLState())))) {
                return true;
            }
        }
        return false;
    }
}
