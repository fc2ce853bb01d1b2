package io.usersapi.keycloak.http.input;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads the body of a request in whole. A thread of the server waits for each part of it. So a body must keep coming: a
 * client that sends a byte now and then would hold the thread for as long as it likes, since Quarkus gives up on a body
 * only where nothing comes for a minute ({@code quarkus.http.read-timeout}).
 */
public final class WholeBody {

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BYTES_A_SECOND = 8 * 1024;

    private WholeBody() {}

    /**
     * The body. It may take ten seconds, and a second more for each 8 KiB that have come.
     *
     * @param stream the body, or null where there is none
     * @param most how many bytes it may have
     * @throws ProblemException 408 where it comes too slowly, 413 where it is larger, 400 where it breaks off
     */
    public static byte[] read(InputStream stream, int most) {
        return read(stream, most, System::nanoTime);
    }

    static byte[] read(InputStream stream, int most, LongSupplier nanoTime) {
        try {
            byte[] bytes = stream == null ? new byte[0] : new Steady(stream, nanoTime).readNBytes(most + 1);
            if (bytes.length > most) {
                throw ProblemException.of(ErrorCode.BODY_TOO_LARGE);
            }
            return bytes;
        } catch (IOException cutOff) {
            throw ProblemException.of(ErrorCode.BAD_REQUEST);
        }
    }

    private static final class Steady extends FilterInputStream {

        private final LongSupplier nanoTime;
        private final long begun;
        private long come;

        private Steady(InputStream stream, LongSupplier nanoTime) {
            super(stream);
            this.nanoTime = nanoTime;
            this.begun = nanoTime.getAsLong();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            if (count > 0) {
                come += count;
                long allowed = GRACE_NANOS + TimeUnit.SECONDS.toNanos(come) / BYTES_A_SECOND;
                if (nanoTime.getAsLong() - begun > allowed) {
                    throw ProblemException.of(ErrorCode.REQUEST_TIMEOUT);
                }
            }
            return count;
        }
    }
}
