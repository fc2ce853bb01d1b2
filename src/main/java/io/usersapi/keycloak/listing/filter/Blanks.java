package io.usersapi.keycloak.listing.filter;

import java.util.regex.Pattern;

/**
 * Blanks in stored names that answers fold into one. Keycloak keeps the first and the last name as the console or a
 * directory gives them, so {@code "Ada "} and {@code "King"} are two blanks apart, and are shown as {@code Ada King}.
 */
final class Blanks {

    private static final Pattern BETWEEN = Pattern.compile("(?<=[^ ]) (?=[^ ])");

    private static final Pattern WORD_AND_END =
            Pattern.compile("[\\p{L}\\p{Nd}]{2}[^\\p{L}\\p{Nd}%]|[\\p{L}\\p{Nd}]{3}");

    private Blanks() {}

    /** Whether the text has a blank within, where a stored name may have several. */
    static boolean matterIn(String text) {
        return BETWEEN.matcher(text).find();
    }

    /** A condition in JPQL: the stored name, an expression in JPQL, has blanks that are folded. */
    static String areIn(String name) {
        return name + " like '%  %'";
    }

    /**
     * An expression in JPQL that folds the blanks of an expression in JPQL. Each blank gets a tab, which no text of a search
     * has. All tabs before another blank are taken away with it.
     */
    static String foldedExpression(String expression) {
        return "replace(replace(replace(" + expression + ", ' ', ' \t'), '\t ', ''), ' \t', ' ')";
    }

    /**
     * The pattern of {@code like} with more blanks, and anything else, where the pattern has a blank. An index of trigrams
     * serves it as long as the two letters of a trigram keep their blank.
     */
    static String loose(String pattern) {
        boolean keepsEnds = WORD_AND_END.matcher(pattern).find();
        return BETWEEN.matcher(pattern).replaceAll(keepsEnds ? " %" : "% ");
    }
}
