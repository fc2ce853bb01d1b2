package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.state.CommittedState;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SnapshotIsolationException;
import org.hibernate.exception.TransactionSerializationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

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

    /** The same within a realm, in a transaction of its own. Nothing is done where the realm is gone. */
    public static void again(
            KeycloakSessionFactory factory, String realmId, BiConsumer<KeycloakSession, RealmModel> work) {
        again(() -> KeycloakModelUtils.runJobInTransaction(factory, later -> {
            CommittedState.beforeFirstRead(later);
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                // InfinispanOrganizationProvider reads the realm from the context on the way to the user of a session.
                later.getContext().setRealm(realm);
                work.accept(later, realm);
            }
        }));
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
