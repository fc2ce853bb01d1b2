package io.usersapi.keycloak.account.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.OptimisticLockException;
import java.util.stream.Stream;
import org.hibernate.StaleStateException;
import org.hibernate.UnresolvableObjectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VanishedTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new EntityNotFoundException(), true),
                Arguments.of(new UnresolvableObjectException("id", "UserEntity"), true),
                Arguments.of(new OptimisticLockException(), true),
                Arguments.of(new StaleStateException("0 rows"), true),
                Arguments.of(new IllegalStateException("Not found in database"), true),
                Arguments.of(nullPointer("org.keycloak.models.cache.infinispan.DefaultLazyLoader"), true),
                Arguments.of(nullPointer("org.keycloak.models.jpa.UserAdapter"), false),
                Arguments.of(nullPointer(), false),
                Arguments.of(new IllegalStateException("Not found"), false),
                Arguments.of(new IllegalStateException(), false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatKeycloakAndHibernateThrowWhereSomethingIsGone(RuntimeException failure, boolean isGone) {
        assertEquals(isGone, Vanished.isCause(failure));
        assertEquals(isGone, Vanished.isCause(new RuntimeException(new IllegalStateException(failure))));
    }

    @Test
    void aFailureOfTheCacheOfAnotherKindIsAnotherFailure() {
        RuntimeException failure = new IllegalStateException();
        failure.setStackTrace(
                nullPointer("org.keycloak.models.cache.infinispan.RoleAdapter").getStackTrace());
        assertFalse(Vanished.isCause(failure));
    }

    private static RuntimeException nullPointer(String... classes) {
        RuntimeException failure = new NullPointerException();
        failure.setStackTrace(Stream.of(classes)
                .map(name -> new StackTraceElement(name, "get", null, -1))
                .toArray(StackTraceElement[]::new));
        return failure;
    }
}
