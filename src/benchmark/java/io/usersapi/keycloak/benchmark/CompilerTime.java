package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long processors have worked for the compiler threads of a JVM, which say nothing of a warm server. Linux tells it of
 * each thread (proc(5)); elsewhere it is zero.
 */
record CompilerTime(Duration total) {

    /** The clock in which Linux tells the time of threads has a hundred ticks a second (USER_HZ). */
    private static final long MILLIS_PER_TICK = 10;

    static CompilerTime now(long pid) {
        Path threads = Path.of("/proc", String.valueOf(pid), "task");
        if (!Files.isDirectory(threads)) {
            return new CompilerTime(Duration.ZERO);
        }
        try (Stream<Path> all = Files.list(threads)) {
            return new CompilerTime(all.map(CompilerTime::of).reduce(Duration.ZERO, Duration::plus));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Duration of(Path thread) {
        try {
            String line = Files.readString(thread.resolve("stat"));
            int name = line.lastIndexOf(')');
            if (!line.substring(0, name).contains("CompilerThre")) {
                return Duration.ZERO;
            }
            // The fields 14 and 15, counted from 1; the third follows the name.
            String[] fields = line.substring(name + 2).split(" ");
            return Duration.ofMillis(MILLIS_PER_TICK * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
        } catch (IOException ended) {
            return Duration.ZERO;
        }
    }

    Duration since(CompilerTime before) {
        return total.minus(before.total);
    }
}
