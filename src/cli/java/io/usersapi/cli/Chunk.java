package io.usersapi.cli;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Some rows of a file that are sent in one request.
 *
 * @param begin where its first row begins, in bytes from the beginning of the file
 * @param rows those that are sent
 * @param unsendable those that are too long for a request
 * @param end where the next chunk begins
 * @param nextLine the line on which the next chunk begins
 */
record Chunk(long begin, List<Row> rows, List<Row> unsendable, long end, long nextLine) {

    /** The body of the request: the rows, each with its end of a line, after the header where there is one. */
    byte[] body(byte[] header, RowErrors errors) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (header.length > 0) {
            body.writeBytes(errors.headerWithout(header));
            body.write('\n');
        }
        for (Row row : rows) {
            body.writeBytes(errors.without(row.bytes(), header));
            body.write('\n');
        }
        return body.toByteArray();
    }
}
