package io.usersapi.keycloak.upgrade;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.usersapi.keycloak.support.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The jar of a commit of this repository, built from its sources.
 *
 * @param commit as git knows it
 */
record OldVersion(String commit) {

    private static final Path BUILDS = Path.of("target", "upgrade").toAbsolutePath();

    /** Builds the jar, or gives what a run before has built. Without the commit, as in a shallow clone, the test is skipped. */
    Path jar() {
        Path sources = BUILDS.resolve(commit);
        Path jar = sources.resolve(Path.of("target", "keycloak-users-api.jar"));
        if (!Files.exists(jar)) {
            assumeTrue(
                    program("git", "cat-file", "-e", commit + "^{commit}").status() == 0,
                    () -> "git has no commit " + commit + " here");
            unpack(sources);
            program(
                            "mvn",
                            "-B",
                            "-q",
                            "-f",
                            sources.toString(),
                            "package",
                            "-Dmaven.test.skip",
                            "-Dspotless.check.skip")
                    .expect(0);
        }
        return jar;
    }

    private void unpack(Path sources) {
        try {
            Files.createDirectories(sources);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Path archive = BUILDS.resolve(commit + ".tar");
        program("git", "archive", "--output=" + archive, commit).expect(0);
        program("tar", "-x", "-f", archive.toString(), "-C", sources.toString()).expect(0);
    }

    private static Program program(String... command) {
        return Program.run(List.of(command), environment -> {});
    }
}
