package io.usersapi.keycloak.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What the log says of a failure about one of many users. */
class RefusedTest {

    private static final String EMAIL = "ada@example.org";

    private final RuntimeException failed = new IllegalStateException(
            "no row for " + EMAIL, new IllegalArgumentException("Key (email)=(" + EMAIL + ") already exists"));

    @Test
    void theLogHasNoMessageOfWhatFailedNorOfItsCause() {
        StringWriter log = new StringWriter();
        Refused.withoutMessages(failed).printStackTrace(new PrintWriter(log, true));
        assertFalse(log.toString().contains(EMAIL), log::toString);
        assertFalse(log.toString().contains("already exists"), log::toString);
    }

    @Test
    void theLogHasTheKindAndThePlaceOfBoth() {
        Throwable logged = Refused.withoutMessages(failed);
        assertTrue(logged.toString().contains("java.lang.IllegalStateException"), logged::toString);
        assertTrue(logged.getCause().toString().contains("java.lang.IllegalArgumentException"));
        assertArrayEquals(failed.getStackTrace(), logged.getStackTrace());
        assertArrayEquals(failed.getCause().getStackTrace(), logged.getCause().getStackTrace());
        assertEquals(null, logged.getCause().getCause());
    }
}
