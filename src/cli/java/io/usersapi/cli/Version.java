package io.usersapi.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the command, from the manifest of its jar. */
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
