package io.usersapi.keycloak.listing.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Letters that the case rules of one language turn into other letters, so that a search in lower case misses them: the
 * Turkish dotless and dotted i, the German sharp s, the Greek final sigma (Unicode's SpecialCasing.txt). Such letters
 * are folded: replaced by one letter for all forms.
 */
public final class Letters {

    private static final String DOT_ABOVE = "\u0307";

    /**
     * What replaces each letter in a text in lower case. Capitals stand here, too, because some databases leave
     * capitals beyond ASCII as they are.
     */
    private static final Map<String, String> FOLDED = new LinkedHashMap<>();

    static {
        FOLDED.put("i" + DOT_ABOVE, "i");
        FOLDED.put("\u0130", "i");
        FOLDED.put("\u0131", "i");
        FOLDED.put("\u00DF", "ss");
        FOLDED.put("\u1E9E", "ss");
        FOLDED.put("\u03A3", "\u03C3");
        FOLDED.put("\u03C2", "\u03C3");
    }

    /**
     * For each folded letter, the letters of which a stored name must have one for folding to change the letter's
     * match.
     */
    private static final Map<String, List<String>> TRACES = Map.of(
            "i", List.of("\u0130", "\u0131", DOT_ABOVE),
            "ss", List.of("\u00DF", "\u1E9E"),
            "\u03C3", List.of("\u03A3", "\u03C2"));

    private Letters() {}

    /** The text, which is in lower case, with each letter folded. */
    static String folded(String text) {
        String folded = text;
        for (Map.Entry<String, String> letter : FOLDED.entrySet()) {
            folded = folded.replace(letter.getKey(), letter.getValue());
        }
        return folded;
    }

    /** An expression in JPQL that folds the letters of an expression in JPQL. */
    public static String foldedExpression(String expression) {
        String folded = expression;
        for (Map.Entry<String, String> letter : FOLDED.entrySet()) {
            folded = "replace(" + folded + ", '" + letter.getKey() + "', '" + letter.getValue() + "')";
        }
        return folded;
    }

    /**
     * A condition in JPQL: the stored name has a letter that may be folded into a letter of the text. It is empty where
     * the text has no such letter.
     */
    static String traces(String text) {
        return traces(TRACES.entrySet().stream().filter(letter -> text.contains(letter.getKey())));
    }

    /** A condition in JPQL: the stored name has any letter that may be folded. */
    public static String anyTrace() {
        return traces(TRACES.entrySet().stream());
    }

    private static String traces(Stream<Map.Entry<String, List<String>>> letters) {
        String traces = letters.flatMap(letter -> letter.getValue().stream())
                .sorted()
                .map(trace -> "u.firstName like '%" + trace + "%' or u.lastName like '%" + trace + "%'")
                .collect(Collectors.joining(" or "));
        return traces.isEmpty() ? "" : "(" + traces + ")";
    }
}
