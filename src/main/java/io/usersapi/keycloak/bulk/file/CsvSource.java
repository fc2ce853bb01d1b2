package io.usersapi.keycloak.bulk.file;

import io.usersapi.keycloak.http.problem.ErrorCode;

/**
 * Rows of CSV by RFC 4180, in UTF-8, with a header row. An empty line is no row, and an empty cell is an absent field.
 * After a row that breaks the quotes of RFC 4180 nothing more is read.
 */
public final class CsvSource implements RowSource {

    private final CsvRecords records;
    private final CsvHeader header;

    /**
     * Reads the header row.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 that names each column that is wrong
     */
    public CsvSource(byte[] bytes, CsvColumns columns) {
        this.records = new CsvRecords(bytes);
        this.header = CsvHeader.of(records.next(), columns);
    }

    @Override
    public ImportedRow next() {
        CsvRecords.Cells cells = records.next();
        while (cells != null && cells.isBlank()) {
            cells = records.next();
        }
        return cells == null ? null : row(cells);
    }

    private ImportedRow row(CsvRecords.Cells cells) {
        if (cells.unreadable() == ErrorCode.TOO_LONG) {
            return ImportedRow.unreadable(cells.line(), ErrorCode.TOO_LONG, ImportedRow.MAX_LENGTH);
        }
        if (cells.unreadable() != null) {
            return ImportedRow.unreadable(cells.line(), cells.unreadable());
        }
        if (cells.texts().size() != header.size()) {
            return ImportedRow.unreadable(
                    cells.line(), ErrorCode.COLUMN_COUNT, cells.texts().size(), header.size());
        }
        return ImportedRow.of(cells.line(), header.fields(cells.texts()));
    }
}
