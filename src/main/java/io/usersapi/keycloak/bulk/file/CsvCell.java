package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A cell of a CSV file and the value behind it. Several values in one cell are separated by {@code ;}. A {@code ;} or a
 * {@code \} within a value has a {@code \} before it.
 *
 * <p>Spreadsheets run a cell as a formula where it begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab or a
 * CR. An export writes an apostrophe before such a cell, and an import removes one apostrophe. A cell that begins with
 * apostrophes and then such a sign gets one more apostrophe, so that every cell comes back as it was.
 */
final class CsvCell {

    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);
    private static final char SEPARATOR = ';';
    private static final char ESCAPE = '\\';

    private CsvCell() {}

    /** The cell for a text, an array of texts, a truth value, or a missing node. */
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

    /** The text for which an export writes this cell. */
    static String text(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }

    /** The texts for which an export writes this cell; at least one. */
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
