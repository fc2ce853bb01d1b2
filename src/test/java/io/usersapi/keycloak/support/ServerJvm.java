package io.usersapi.keycloak.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The options of the JVM of the server under test. They stand in a file, of which {@code kc.sh} hears by the variable
 * {@code JAVA_OPTS_APPEND} (in {@code pom.xml}), so that each configuration of a server can have its own.
 * {@code -Dtest.server.jvm=OPTIONS} gives others to all.
 */
final class ServerJvm {

    /** Nothing but what kc.sh says anyhow. */
    static final String OF_KEYCLOAK = "-XX:+ExitOnOutOfMemoryError";

    /**
     * For a server that lives for a minute or two. C2 takes two fifths of the processors' time in that minute, and
     * the better code comes too late; the garbage collector has no threads of its own.
     */
    static final String OF_A_SHORT_LIFE =
            "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:-UseG1GC -XX:+UseSerialGC";

    private static final Path FILE = Path.of("target", "test-classes", "server.vmoptions");

    private ServerJvm() {}

    /** Has the next server start with these options. */
    static void use(String options) {
        try {
            Files.writeString(FILE, System.getProperty("test.server.jvm", options));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
