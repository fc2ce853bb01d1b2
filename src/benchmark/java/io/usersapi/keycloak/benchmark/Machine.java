package io.usersapi.keycloak.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the run ran on. */
final class Machine {

    private Machine() {}

    static String describe() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%d cores%s, %d GiB memory, %s %s, JDK %s"
                .formatted(
                        system.getAvailableProcessors(),
                        processor(),
                        Math.round(system.getTotalMemorySize() / Math.pow(1024, 3)),
                        system.getName(),
                        system.getArch(),
                        System.getProperty("java.runtime.version"));
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> " (" + line.substring(line.indexOf(':') + 1).trim() + ")")
                    .findFirst()
                    .orElse("");
        } catch (IOException notLinux) {
            return "";
        }
    }
}
