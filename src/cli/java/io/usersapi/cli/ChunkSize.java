package io.usersapi.cli;

/**
 * How large a chunk is. It ends with the row that reaches one of the two limits.
 *
 * @param rows how many rows a chunk has at most
 * @param bytes how many bytes end a chunk; also the most bytes of one row
 */
record ChunkSize(int rows, int bytes) {}
