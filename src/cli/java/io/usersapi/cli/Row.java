package io.usersapi.cli;

/**
 * One row of a file.
 *
 * @param bytes the row without the end of its last line; empty where the row is too long to be sent
 * @param line the line of the file on which the row begins, from 1
 * @param end where the next row begins, in bytes from the beginning of the file
 * @param tooLong whether the row is longer than a request may be
 */
record Row(byte[] bytes, long line, long end, boolean tooLong) {

    boolean isBlank() {
        for (byte value : bytes) {
            if (value != ' ' && value != '\t' && value != '\r') {
                return false;
            }
        }
        return !tooLong;
    }
}
