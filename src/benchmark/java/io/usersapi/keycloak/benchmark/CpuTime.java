package io.usersapi.keycloak.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How long processors have worked for the server and for PostgreSQL: a figure that other work on the machine changes little,
 * where the time by the clock is anybody's.
 */
record CpuTime(Duration server, Duration database) {

    /** Until now. A connection that has ended since counts no more. */
    static CpuTime now(long serverPid, Path directory) {
        Duration database = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.startsWith(directory.toString()) && command.endsWith("postgres"))
                        .isPresent())
                .map(CpuTime::of)
                .reduce(Duration.ZERO, Duration::plus);
        return new CpuTime(ProcessHandle.of(serverPid).map(CpuTime::of).orElse(Duration.ZERO), database);
    }

    private static Duration of(ProcessHandle process) {
        Optional<Duration> time = process.info().totalCpuDuration();
        return time.orElse(Duration.ZERO);
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(server.minus(before.server), database.minus(before.database));
    }
}
