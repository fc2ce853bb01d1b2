package io.usersapi.keycloak.bulk.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long an answer waits for its reader. */
class ImpatientStreamTest {

    private static final long GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] LINE = new byte[10];

    /** How often the reader was waited for. */
    private int writes;

    /** A stream whose reader takes so long for each write, as the server's: it waits, and can be interrupted. */
    private OutputStream read(long milliseconds, int bytesASecond) {
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int one) {
                throw new IllegalStateException("one by one is slow");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                writes++;
                try {
                    new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
                } catch (InterruptedException asked) {
                    throw new InterruptedIOException();
                }
            }
        };
        return new ImpatientStream(slow, GRACE, bytesASecond);
    }

    private static void assertIsOver(OutputStream answer) {
        ProblemException over = assertThrows(ProblemException.class, () -> answer.write(LINE));
        assertEquals(ErrorCode.REQUEST_TIMEOUT, over.code());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aReaderWhoTakesNothingIsWaitedForOnceAndNotAgain() {
        OutputStream answer = read(Long.MAX_VALUE, 1);
        assertIsOver(answer);
        assertIsOver(answer);
        assertThrows(ProblemException.class, answer::flush);
        assertEquals(1, writes);
    }

    @Test
    void aReaderWhoTakesALittleNowAndThenIsNotWaitedForWithoutEnd() {
        OutputStream answer = read(150, 1_000_000);
        assertThrows(ProblemException.class, () -> {
            for (int line = 0; line < 20; line++) {
                answer.write(LINE);
            }
        });
        assertTrue(writes > 1 && writes < 20, () -> writes + " writes");
    }

    @Test
    void aReaderWhoKeepsReadingIsWaitedFor() throws IOException {
        OutputStream answer = read(150, 20);
        for (int line = 0; line < 10; line++) {
            answer.write(LINE);
        }
        answer.flush();
        assertEquals(10, writes);
    }

    @Test
    void aReaderWhoIsGoneIsNoSlowReader() {
        OutputStream answer = new ImpatientStream(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("gone");
                    }
                },
                GRACE,
                1);
        assertEquals(
                "gone",
                assertThrows(IOException.class, () -> answer.write(LINE)).getMessage());
    }
}
