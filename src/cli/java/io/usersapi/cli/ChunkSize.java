package io.usersapi.cli;

/**
 * How large a chunk is: it ends with the row with which it reaches one of the two.
 *
 * @param bytes also the most bytes of one row
 */
record ChunkSize(int rows, int bytes) {}
