package io.usersapi.cli;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.TreeMap;

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

    /** @param rows by the line of the body on which each begins, from 1, as the server counts lines */
    record Body(byte[] bytes, TreeMap<Integer, Row> rows) {}

    /** The body of the request: the rows, each with its end of a line, after the header where there is one. */
    Body body(byte[] header, RowErrors errors) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean isCsv = header.length > 0;
        int line = 1;
        if (isCsv) {
            line += write(errors.headerWithout(header), body, true);
        }
        TreeMap<Integer, Row> byLine = new TreeMap<>();
        for (Row row : rows) {
            byLine.put(line, row);
            line += write(errors.without(row.bytes(), header), body, isCsv);
        }
        return new Body(body.toByteArray(), byLine);
    }

    /** @return how many lines it is; a line of CSV ends with a CR, too */
    private static int write(byte[] row, ByteArrayOutputStream body, boolean isCsv) {
        body.writeBytes(row);
        body.write('\n');
        int lines = 1;
        for (int at = 0; at < row.length; at++) {
            boolean isCr = isCsv && row[at] == '\r' && at + 1 < row.length && row[at + 1] != '\n';
            lines += row[at] == '\n' || isCr ? 1 : 0;
        }
        return lines;
    }
}
