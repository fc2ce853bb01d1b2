package io.usersapi.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

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
                // 1 is the code of rows that failed, and no failure of the command itself.
                .setExitCodeExceptionMapper(failure ->
                        failure instanceof ParameterException ? StoppedException.USAGE : StoppedException.STOPPED)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof StoppedException stopped) {
                        command.getErr().println(stopped.getMessage());
                        return stopped.exitCode();
                    }
                    // Of a file that cannot be read or written, in words that name it.
                    if (failure instanceof IOException broken) {
                        command.getErr().println("Stopped: " + told(broken));
                        return StoppedException.STOPPED;
                    }
                    throw failure;
                });
    }

    /** What the JDK says of a file is its name alone. */
    static String told(IOException broken) {
        return broken instanceof FileSystemException file && file.getReason() == null
                ? file.getClass().getSimpleName() + ": " + file.getMessage()
                : String.valueOf(broken.getMessage());
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
