package io.usersapi.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version, as the manifest of the jar has it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "users-api-cli "
                    + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("of a build without a jar")
        };
    }
}
