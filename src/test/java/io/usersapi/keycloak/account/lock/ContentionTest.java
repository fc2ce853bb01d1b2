package io.usersapi.keycloak.account.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SnapshotIsolationException;
import org.hibernate.exception.TransactionSerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentionTest {

    /** A failure that tells no more than its class. */
    private static final SQLException UNKNOWN = new SQLException("?", "99999");

    private final AtomicInteger times = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "HYT00", "41000"})
    void itIsRecognizedByItsStateAtAnyDepth(String state) {
        SQLException failure = new SQLException("?", state);
        assertTrue(Contention.isCause(failure));
        assertTrue(Contention.isCause(new IllegalStateException(new RuntimeException(failure))));
    }

    @ParameterizedTest
    @MethodSource
    void itIsRecognizedByItsClassToo(Exception failure) {
        assertTrue(Contention.isCause(new RuntimeException(failure)));
    }

    static Stream<Exception> itIsRecognizedByItsClassToo() {
        return Stream.of(
                new LockTimeoutException(),
                new PessimisticLockException(),
                new LockAcquisitionException("?", UNKNOWN),
                new org.hibernate.exception.LockTimeoutException("?", UNKNOWN),
                new SnapshotIsolationException("?", UNKNOWN, "?"),
                new TransactionSerializationException("?", UNKNOWN));
    }

    /** 23505: an equal value is there already. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"23505", "42601", ""})
    void anyOtherStateIsAFault(String state) {
        SQLException failure = new SQLException("?", state);
        assertFalse(Contention.isCause(failure));
        assertFalse(Contention.isCause(new ConstraintViolationException("?", failure, "?")));
    }

    @Test
    void noFailureIsNone() {
        assertFalse(Contention.isCause(null));
        assertFalse(Contention.isCause(new IllegalStateException("40001")));
    }

    @Test
    void whatADeadlockEndedIsDoneAgain() {
        Contention.again(() -> failUntil(3, "40P01"));
        assertEquals(3, times.get());
    }

    @Test
    void whatEndsThreeTimesFails() {
        assertThrows(IllegalStateException.class, () -> Contention.again(() -> failUntil(4, "40P01")));
        assertEquals(3, times.get());
    }

    @Test
    void anyOtherFailureIsNotTriedAgain() {
        assertThrows(IllegalStateException.class, () -> Contention.again(() -> failUntil(2, "23505")));
        assertEquals(1, times.get());
    }

    private void failUntil(int last, String state) {
        if (times.incrementAndGet() < last) {
            throw new IllegalStateException(new SQLException("ended", state));
        }
    }
}
