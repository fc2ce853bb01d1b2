package io.usersapi.cli;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Some rows of a file that are sent in one request.
 *
 * @param begin where the first row begins, in bytes from the beginning of the file
 * @param rows the rows that are sent
 * @param unsendable the rows that are too long for a request
 * @param end where the next chunk begins, in bytes from the beginning of the file
 * @param nextLine the line on which the next chunk begins, from 1
 */
record Chunk(long begin, List<Row> rows, List<Row> unsendable, long end, long nextLine) {

    /** The body of the request: the header, where the format has one, and the rows, each with LF at its end. */
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
