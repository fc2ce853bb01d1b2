package io.usersapi.cli;

import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Starts the command. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System::getenv).execute(arguments));
    }

    /**
     * The command with its subcommands. Running it does not end the process.
     *
     * @param environment the variables of the process by name
     */
    static CommandLine commandLine(UnaryOperator<String> environment) {
        return new CommandLine(new Cli(), parts(environment))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof StoppedException stopped) {
                        command.getErr().println(stopped.getMessage());
                        return stopped.exitCode();
                    }
                    throw failure;
                });
    }

    private static CommandLine.IFactory parts(UnaryOperator<String> environment) {
        return new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == ServerOptions.class
                        ? type.cast(new ServerOptions(environment))
                        : CommandLine.defaultFactory().create(type);
            }
        };
    }
}
