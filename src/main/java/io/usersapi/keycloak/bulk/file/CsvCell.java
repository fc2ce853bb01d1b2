package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A cell of a CSV file and the value behind it. Several values in one cell are parted by {@code ;}, and a {@code ;} or a
 * {@code \} within one of them has a {@code \} before it.
 *
 * <p>Spreadsheets run a cell as a formula that begins with one of {@code = + - @}, a tab or a CR. An export writes an
 * apostrophe before such a cell, and an import takes one away: both leave no cell ambiguous, since a cell that begins with
 * apostrophes and then such a sign gets one more.
 */
final class CsvCell {

    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);
    private static final char SEPARATOR = ';';
    private static final char ESCAPE = '\\';

    private CsvCell() {}

    /** The cell of a text, of several texts, of a truth value, or of nothing. */
    static String of(JsonNode value) {
        return value.isArray() ? ofTexts(value) : guarded(value.asText());
    }

    private static String ofTexts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText().replace("\\", "\\\\").replace(";", "\\;")));
        return guarded(String.join(String.valueOf(SEPARATOR), texts));
    }

    private static String guarded(String text) {
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    /** The text that an export has written as the cell. */
    static String text(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }

    /** The several texts of a cell. */
    static List<String> texts(String cell) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String all = text(cell);
        for (int at = 0; at < all.length(); at++) {
            char sign = all.charAt(at);
            if (sign == ESCAPE && at + 1 < all.length()) {
                at++;
                text.append(all.charAt(at));
            } else if (sign == SEPARATOR) {
                texts.add(text.toString());
                text.setLength(0);
            } else {
                text.append(sign);
            }
        }
        texts.add(text.toString());
        return texts;
    }
}
