package io.usersapi.keycloak.accounts;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Set;

/** Tells a failure of the database that another transaction is to blame for. */
final class Contention {

    /** Deadlocks, serialization failures and locks that were not got in time: SQL:2023, PostgreSQL, H2, MySQL. */
    private static final Set<String> STATES = Set.of("40001", "40P01", "55P03", "HYT00", "41000");

    private Contention() {}

    static boolean isCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LockTimeoutException
                    || cause instanceof PessimisticLockException
                    || (cause instanceof SQLException sql && STATES.contains(String.valueOf(sql.getSQLState())))) {
                return true;
            }
        }
        return false;
    }
}
