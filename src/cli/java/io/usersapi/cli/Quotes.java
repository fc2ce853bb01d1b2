package io.usersapi.cli;

/**
 * Follows a text of CSV sign by sign, as the server reads it (RFC 4180): a quote at the beginning of a field opens it, the next
 * one closes it, and two within it are one. Any other quote is a sign like others.
 */
final class Quotes {

    private boolean isWithin;
    private boolean mayOpen = true;

    /** Whether the text up to here ends within quotes. */
    boolean isWithin() {
        return isWithin;
    }

    void read(int sign) {
        if (sign == '"' && (isWithin || mayOpen)) {
            isWithin = !isWithin;
            mayOpen = true;
        } else {
            mayOpen = !isWithin && (sign == ',' || sign == '\n' || sign == '\r');
        }
    }
}
