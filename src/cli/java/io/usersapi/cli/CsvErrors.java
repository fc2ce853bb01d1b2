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
        String text = text(row);
        List<Integer> commas = commas(text);
        boolean isWhole = commas.size() == commas(text(header)).size();
        return hasErrors(header) && !commas.isEmpty() && (isWhole || isErrors(last(text, commas)))
                ? bytes(withoutLast(text))
                : row;
    }

    /** A row of too few or too many columns has its errors behind the last of them. */
    private static boolean isErrors(String cell) {
        return cell.startsWith("\"{") && cell.endsWith("}\"");
    }

    private static boolean hasErrors(byte[] header) {
        String text = text(header);
        List<Integer> commas = commas(text);
        return !commas.isEmpty() && last(text, commas).replace("\"", "").strip().equals(NAME);
    }

    private static String last(String row, List<Integer> commas) {
        return row.substring(commas.get(commas.size() - 1) + 1);
    }

    private static String withoutLast(String row) {
        List<Integer> commas = commas(row);
        return row.substring(0, commas.get(commas.size() - 1));
    }

    /** The positions of the commas between the fields of a row. */
    private static List<Integer> commas(String row) {
        List<Integer> commas = new ArrayList<>();
        Quotes quotes = new Quotes();
        for (int i = 0; i < row.length(); i++) {
            quotes.read(row.charAt(i));
            if (row.charAt(i) == ',' && !quotes.isWithin()) {
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
