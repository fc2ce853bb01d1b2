package io.usersapi.keycloak.bulk.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A cell of a CSV file and the value behind it. Several values in one cell are separated by {@code ;}. A {@code ;} or a
 * {@code \} within a value has a {@code \} before it.
 *
 * <p>Spreadsheets run a cell as a formula where it begins with {@code =}, {@code +}, {@code -}, {@code @}, one of these
 * in full width, or a tab, and some where it begins with the end of a line. In languages whose numbers have a comma,
 * spreadsheets part cells by {@code ;} and take no notice of the quotes: there a cell also begins behind each {@code ;}
 * and each end of a line. At all these places an export writes an apostrophe before such a sign, and an import removes
 * one. Apostrophes that stand there already get one more, so that every cell comes back as it was.
 */
final class CsvCell {

    private static final String BEGIN = "(?<![^;\\r\\n])";
    private static final String FORMULA = "(?='*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20\\t])";
    private static final String LINE_END = "(?='*[\\r\\n])";
    private static final Pattern BARE = Pattern.compile("^" + LINE_END + "|" + BEGIN + FORMULA);
    private static final Pattern GUARDED = Pattern.compile("^'" + LINE_END + "|" + BEGIN + "'" + FORMULA);
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
        return BARE.matcher(text).replaceAll("'");
    }

    /** The text for which an export writes this cell. */
    static String text(String cell) {
        return GUARDED.matcher(cell).replaceAll("");
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
