package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.opencsv.CSVWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Rows of CSV by RFC 4180: a header row, lines that end with CR LF, quotes where a cell needs them. */
public final class CsvRows implements ExportedRows {

    private static final String LINE_END = "\r\n";

    private final CSVWriter csv;

    private final ExportedAttributes attributes;
    private final List<String> names;

    public CsvRows(OutputStream stream, ExportedAttributes attributes) {
        this.attributes = attributes;
        this.names = attributes.declared();
        this.csv = new CSVWriter(
                new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)),
                CSVWriter.DEFAULT_SEPARATOR,
                CSVWriter.DEFAULT_QUOTE_CHARACTER,
                CSVWriter.DEFAULT_ESCAPE_CHARACTER,
                LINE_END);
        write(Stream.concat(ExportedUser.FIELDS.stream(), names.stream().map(CsvColumns::of)));
    }

    @Override
    public void write(ObjectNode user) {
        JsonNode values = user.path(ExportedUser.ATTRIBUTES);
        write(Stream.concat(
                ExportedUser.FIELDS.stream().map(user::path).map(CsvCell::of),
                names.stream().map(name -> cell(name, values.path(name)))));
    }

    /**
     * The cell of an attribute. Of an attribute that is to have one value and has several, as Keycloak allows where it was
     * declared later, a cell cannot tell all: it is empty, so that an import leaves the values as they are.
     */
    private String cell(String attribute, JsonNode values) {
        if (attributes.isMultivalued(attribute)) {
            return CsvCell.of(values);
        }
        return values.size() > 1 ? "" : CsvCell.of(values.path(0));
    }

    private void write(Stream<String> cells) {
        csv.writeNext(cells.toArray(String[]::new), false);
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
        // CSVWriter.writeNext keeps an error instead of throwing it.
        if (csv.checkError()) {
            throw new IOException("The answer is cut off.");
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
