package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The stream of an answer, which does not wait for a reader as long as the reader likes. Quarkus makes a thread that
 * writes wait until the reader has taken enough of what was written before, without an end
 * (VertxOutputStream.awaitWriteable). It ends that wait where the thread is interrupted.
 */
final class ImpatientStream extends FilterOutputStream {

    private static final Logger LOG = Logger.getLogger(ImpatientStream.class);

    private final long graceNanos;
    private final long bytesASecond;
    private long written;
    private long waited;
    private boolean isOver;

    /** What writes to a stream. */
    private interface Part {
        void write() throws IOException;
    }

    ImpatientStream(OutputStream stream, long graceNanos, long bytesASecond) {
        super(stream);
        this.graceNanos = graceNanos;
        this.bytesASecond = bytesASecond;
    }

    /**
     * Waits for the reader at most 20 seconds at a time, and in all no longer than 20 seconds and a second more for
     * each 64 KiB. What is written reaches the reader with a flush at the latest.
     */
    static OutputStream of(OutputStream stream) {
        return new BufferedOutputStream(new ImpatientStream(stream, TimeUnit.SECONDS.toNanos(20), 64 * 1024));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        written += length;
        inTime(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        inTime(out::flush);
    }

    /**
     * Writes.
     *
     * @throws ProblemException where the reader is too slow, now or before; the answer is cut off
     * @throws IOException where the reader is gone
     */
    private void inTime(Part part) throws IOException {
        if (!isOver) {
            try {
                watched(part);
            } catch (IOException broken) {
                if (!isOver) {
                    throw broken;
                }
            }
        }
        if (isOver) {
            throw ProblemException.of(ErrorCode.REQUEST_TIMEOUT);
        }
    }

    private void watched(Part part) throws IOException {
        Thread writer = Thread.currentThread();
        long begun = System.nanoTime();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> alarm = done.orTimeout(left(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> {
                    writer.interrupt();
                    return null;
                });
        try {
            part.write();
        } finally {
            waited += System.nanoTime() - begun;
            if (!done.complete(null)) {
                // The interruption must not reach what the thread does next.
                alarm.join();
                Thread.interrupted();
                isOver = true;
                LOG.info("An answer is cut off, since its reader is too slow");
            }
        }
    }

    private long left() {
        return Math.min(graceNanos, graceNanos + TimeUnit.SECONDS.toNanos(written) / bytesASecond - waited);
    }
}
