package io.usersapi.keycloak.http.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** How long a body may take. The clock is the stream's own: it moves on when something is read. */
class WholeBodyTest {

    private static final int MOST = 1_000_000;

    private long now;

    /** A body of so many bytes, of which so many come in each second. */
    private final class Coming extends InputStream {

        private final int bytesASecond;
        private int left;

        private Coming(int bytes, int bytesASecond) {
            this.left = bytes;
            this.bytesASecond = bytesASecond;
        }

        @Override
        public int read() {
            throw new IllegalStateException("one by one is slow");
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (length == 0) {
                return 0;
            }
            now += 1_000_000_000L;
            int count = Math.min(Math.min(length, bytesASecond), left);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    private int length(int bytes, int bytesASecond) {
        return WholeBody.read(new Coming(bytes, bytesASecond), MOST, () -> now).length;
    }

    @Test
    void tenSecondsAreGivenToAnyBody() {
        assertEquals(10, length(10, 1));
        ProblemException refused = assertThrows(ProblemException.class, () -> length(11, 1));
        assertEquals(ErrorCode.REQUEST_TIMEOUT, refused.code());
    }

    @Test
    void aBodyThatKeepsComingMayTakeLonger() {
        assertEquals(MOST, length(MOST, 8192));
    }

    @Test
    void aBodyThatSlowsDownIsNotWaitedFor() {
        ProblemException refused = assertThrows(ProblemException.class, () -> length(MOST, 4096));
        assertEquals(ErrorCode.REQUEST_TIMEOUT, refused.code());
    }
}
