package io.usersapi.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command itself, which does nothing without a subcommand. */
@Command(
        name = "users-api-cli",
        description = "Moves users in and out of a Keycloak realm by the Keycloak Users API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ImportCommand.class, ExportCommand.class, HelpCommand.class},
        subcommandsRepeatable = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was done",
            "1:rows failed; they are in the file of failed rows",
            "2:the command was called wrongly",
            "3:it stopped on the way; the same command goes on where it stopped"
        })
final class Cli {}
