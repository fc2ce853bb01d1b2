package io.usersapi.keycloak.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An operation that {@link SmokeTest} does not call is found where no containers run, too. */
class SmokeCallsTest {

    @Test
    void thereIsACallOfEachOperation() {
        Set<String> operations = SmokeTest.operations().collect(Collectors.toCollection(TreeSet::new));
        assertEquals(operations, new TreeSet<>(SmokeTest.CALLS.keySet()));
    }
}
