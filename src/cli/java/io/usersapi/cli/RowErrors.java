package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Writes errors beside a failed row, in a field or column of the name {@link #NAME}, and removes them when the
 * corrected file is sent again.
 */
interface RowErrors {

    String NAME = "_errors";

    /** The header of a file of failed rows; empty where the format has none. */
    byte[] headerWith(byte[] header);

    /** The header without the column of errors, as the server knows it. */
    byte[] headerWithout(byte[] header);

    /**
     * The row with its errors.
     *
     * @param errors the errors as the server answered them
     */
    byte[] with(byte[] row, JsonNode errors);

    /**
     * The row without errors.
     *
     * @param header the header as the file has it
     */
    byte[] without(byte[] row, byte[] header);
}
