package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvException;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows of CSV by RFC 4180, in UTF-8, with a header row. An empty line is no row, and an empty cell is an absent field.
 * After a row that breaks the quotes of RFC 4180 nothing more is read.
 */
public final class CsvSource implements RowSource {

    /** How many lines one row may have: a quote that is never closed would make one row of all that follows. */
    private static final int MAX_LINES_OF_A_ROW = 1000;

    private final CSVReader reader;
    private final CsvHeader header;
    private boolean broken;

    /**
     * Reads the header row.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 that names each column that is wrong
     */
    public CsvSource(byte[] bytes, CsvColumns columns) {
        int start = Utf8.afterMark(bytes);
        this.reader = new CSVReaderBuilder(new InputStreamReader(
                        new ByteArrayInputStream(bytes, start, bytes.length - start), StandardCharsets.UTF_8))
                .withCSVParser(new RFC4180ParserBuilder().build())
                .withMultilineLimit(MAX_LINES_OF_A_ROW)
                .build();
        this.header = CsvHeader.of(cells(), columns);
    }

    private String[] cells() {
        try {
            return reader.readNext();
        } catch (CsvException | IOException malformed) {
            broken = true;
            return null;
        }
    }

    @Override
    public ImportedRow next() {
        while (!broken) {
            int line = (int) reader.getLinesRead() + 1;
            String[] cells = cells();
            if (broken) {
                // Where the next row begins is unknown.
                return ImportedRow.unreadable(line, ErrorCode.MALFORMED_CSV);
            }
            // RFC4180Parser gives null for an empty line as well as at the end; only at the end has no line been read.
            boolean isEmpty = cells == null || (cells.length == 1 && cells[0].isEmpty());
            if (!isEmpty) {
                return row(line, List.of(cells));
            }
            if (reader.getLinesRead() < line) {
                return null;
            }
        }
        return null;
    }

    private ImportedRow row(int line, List<String> cells) {
        if (cells.size() != header.size()) {
            return ImportedRow.unreadable(line, ErrorCode.COLUMN_COUNT, cells.size(), header.size());
        }
        if (cells.stream().mapToLong(String::length).sum() > ImportedRow.MAX_LENGTH) {
            return ImportedRow.unreadable(line, ErrorCode.TOO_LONG, ImportedRow.MAX_LENGTH);
        }
        if (cells.stream().anyMatch(cell -> cell.indexOf(Utf8.REPLACEMENT) >= 0)) {
            return ImportedRow.unreadable(line, ErrorCode.NOT_UTF8);
        }
        ObjectNode fields = header.fields(cells);
        return ImportedRow.of(line, fields);
    }
}
