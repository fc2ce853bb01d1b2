package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server's heap holds while something goes on: the bytes of the objects that live, as the JDK's {@code jcmd} counts
 * them right after a full collection, in the same pause. What is in use a moment later has garbage in it, hundreds of
 * mebibytes where a server works hard.
 */
final class HeapCurve {

    private static final Pattern LIVING = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)$");

    private final long pid;
    private final List<Sample> samples = new ArrayList<>();

    HeapCurve(long pid) {
        this.pid = pid;
    }

    /** @param row how far the walk was */
    record Sample(int row, double mebibytes) {}

    synchronized void sample(int row) {
        try {
            Matcher living = LIVING.matcher(jcmd("GC.class_histogram"));
            if (!living.find()) {
                throw new IllegalStateException("jcmd counts no objects");
            }
            samples.add(new Sample(row, Long.parseLong(living.group(1)) / 1024.0 / 1024));
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(output);
        }
        return output;
    }

    List<Sample> samples() {
        return samples;
    }

    /** The mean of one of the three thirds of the curve, in MiB. */
    double third(int third) {
        int size = samples.size() / 3;
        return samples.subList(third * size, (third + 1) * size).stream()
                .mapToDouble(Sample::mebibytes)
                .average()
                .orElse(0);
    }

    double greatest() {
        return samples.stream().mapToDouble(Sample::mebibytes).max().orElse(0);
    }
}
