package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An answer of a server that has vanished: nothing comes, and nothing ends. */
class WatchedStreamTest {

    /** Gives a byte, and then waits until it is closed, as Java's client does; it then reads as ended. */
    private static final class Vanished extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);
        private boolean hasGiven;

        @Override
        public int read() {
            if (!hasGiven) {
                hasGiven = true;
                return 'x';
            }
            try {
                closed.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            int read = read();
            bytes[from] = (byte) read;
            return read < 0 ? -1 : 1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void isGivenUpAndIsNotTakenForWhole() throws IOException {
        try (InputStream answer = new WatchedStream(new Vanished(), Duration.ofMillis(300))) {
            assertEquals('x', answer.read());
            assertThrows(IOException.class, answer::read);
        }
    }

    @Test
    void whatHasEndedHasEnded() throws IOException {
        try (InputStream answer = new WatchedStream(InputStream.nullInputStream(), Duration.ofMinutes(1))) {
            assertEquals(-1, answer.read());
        }
    }
}
