package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Puts errors beside a failed row, in a field or column of the name {@link #NAME}, and takes them away when the mended file
 * is sent again.
 */
interface RowErrors {

    String NAME = "_errors";

    /** The header of a file of failed rows; nothing where the form has none. */
    byte[] headerWith(byte[] header);

    /** The header as the server knows it. */
    byte[] headerWithout(byte[] header);

    byte[] with(byte[] row, JsonNode errors);

    /** @param header as the file has it */
    byte[] without(byte[] row, byte[] header);
}
