package io.usersapi.cli;

/** Why the command cannot go on, in a sentence for the person at the terminal. */
final class StoppedException extends RuntimeException {

    /** The command was called wrongly. */
    static final int USAGE = 2;
    /** The command stopped on the way, and can continue later. */
    static final int STOPPED = 3;

    private final int exitCode;

    StoppedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    static StoppedException usage(String message) {
        return new StoppedException(message, USAGE);
    }

    static StoppedException stopped(String message) {
        return new StoppedException(message, STOPPED);
    }

    int exitCode() {
        return exitCode;
    }
}
