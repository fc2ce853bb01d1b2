package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Errors in CSV: a column, the last one. */
final class CsvErrors implements RowErrors {

    @Override
    public byte[] headerWith(byte[] header) {
        return bytes(text(header) + "," + NAME);
    }

    @Override
    public byte[] headerWithout(byte[] header) {
        return hasErrors(header) ? bytes(withoutLast(text(header))) : header;
    }

    @Override
    public byte[] with(byte[] row, JsonNode errors) {
        String quoted = errors.toString().replace("\"", "\"\"");
        return bytes(text(row) + ",\"" + text(quoted.getBytes(StandardCharsets.UTF_8)) + '"');
    }

    @Override
    public byte[] without(byte[] row, byte[] header) {
        boolean whole = hasErrors(header)
                && commas(text(row)).size() == commas(text(header)).size();
        return whole ? bytes(withoutLast(text(row))) : row;
    }

    private static boolean hasErrors(byte[] header) {
        String text = text(header);
        List<Integer> commas = commas(text);
        return !commas.isEmpty()
                && text.substring(commas.get(commas.size() - 1) + 1)
                        .replace("\"", "")
                        .strip()
                        .equals(NAME);
    }

    private static String withoutLast(String row) {
        List<Integer> commas = commas(row);
        return row.substring(0, commas.get(commas.size() - 1));
    }

    /** The positions of the commas between the fields of a row. */
    private static List<Integer> commas(String row) {
        List<Integer> commas = new ArrayList<>();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            quoted ^= row.charAt(i) == '"';
            if (row.charAt(i) == ',' && !quoted) {
                commas.add(i);
            }
        }
        return commas;
    }

    /**
     * The row as a text with one character for each byte, so that rows that are not UTF-8 stay as they are. No byte of
     * UTF-8 beyond ASCII looks like a comma or a quote.
     */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
