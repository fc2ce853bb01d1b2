package io.usersapi.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An answer in which something must keep coming. A server whose machine has vanished closes no connection, and Java's client
 * would wait for it without an end.
 */
final class WatchedStream extends FilterInputStream {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration silence;
    private final ScheduledFuture<?> watch;
    private volatile long heard = System.nanoTime();
    private volatile boolean isSilent;

    /** @param silence for how long nothing may come */
    WatchedStream(InputStream answer, Duration silence) {
        super(answer);
        this.silence = silence;
        long pace = silence.toMillis() / 10;
        this.watch = CLOCK.scheduleWithFixedDelay(this::look, pace, pace, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (System.nanoTime() - heard > silence.toNanos()) {
            isSilent = true;
            try {
                super.close();
            } catch (IOException closed) {
                // The reader is told below.
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** A stream that was closed may read as one that has ended, so silence is told first. */
    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        heard = System.nanoTime();
        int count;
        try {
            count = super.read(bytes, from, length);
        } catch (IOException broken) {
            throw isSilent ? new IOException("nothing came for " + silence.toSeconds() + " seconds", broken) : broken;
        }
        if (isSilent) {
            throw new IOException("nothing came for " + silence.toSeconds() + " seconds");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        super.close();
    }
}
