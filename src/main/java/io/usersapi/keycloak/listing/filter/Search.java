package io.usersapi.keycloak.listing.filter;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for a text in the addresses and the names of users. What costs is {@code lower()} of the names of all users. It is
 * spared where a name as it stands lacks the digits or signs that are in the text: these have no case.
 *
 * <p>Letters that case rules turn into others are looked for in {@link Letters#folded} names, too, where the text has any,
 * or where the name as it stands has any that may become a letter of the text. A text that Unicode writes in two forms,
 * composed (NFC) and decomposed (NFD), is looked for in both.
 *
 * @param text in lower case, composed
 */
public record Search(String text) {

    /** Of the type of a name's columns, as Oracle asks of whatever stands in for a column (ORA-12704). */
    private static final String EMPTY = "substring(u.username, 1, 0)";

    public static final String FIRST_NAME = "coalesce(u.firstName, " + EMPTY + ")";

    public static final String LAST_NAME = "coalesce(u.lastName, " + EMPTY + ")";

    /** A name in JPQL as it is shown, and as it is compared. */
    static final String NAME = "concat(" + FIRST_NAME + ", ' ', " + LAST_NAME + ")";

    static final String LOWER_NAME = "lower(" + NAME + ")";

    public static final String ADDRESS = "coalesce(u.email, " + EMPTY + ")";

    /** Address and name in one, so that one index serves both; no text of a search has what stands between them. */
    static final String ADDRESS_AND_NAME = "concat(" + ADDRESS + ", '\t', " + LOWER_NAME + ")";

    private static final String ESCAPE = "!";

    /** All but the digits and such signs of an address as are rare in names. */
    private static final String CASED = "[^0-9@._+]+";

    private static final String LETTER = "[\\p{L}\\p{Nd}]";
    private static final String NO_LETTER = "[^\\p{L}\\p{Nd}]";

    private static final Pattern TRIGRAM =
            Pattern.compile(LETTER + "{3}|" + LETTER + "{2}" + NO_LETTER + "|" + NO_LETTER + LETTER + "{2}");

    /** @param text in any case and form */
    public static Search of(String text) {
        return new Search(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC));
    }

    /** What {@code like} compares in lower case. */
    String pattern() {
        return pattern(text);
    }

    /** What {@code like} compares with the name as it stands, if the text has anything of the kind. */
    Optional<String> caseless() {
        return Stream.of(text.split(CASED))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty())
                .map(Search::pattern);
    }

    /**
     * Whether the text is one that an index of trigrams finds few users by: PostgreSQL reads three letters or digits in a row, or
     * two at the end of a word, whose third is a blank. By a shorter text an index would be read as a whole.
     */
    public boolean hasTrigrams() {
        return TRIGRAM.matcher(text).find();
    }

    /** Whether it is in a name or an address that no database compares. */
    public boolean isIn(String value) {
        return value != null && Letters.folded(of(value).text()).contains(Letters.folded(text));
    }

    /**
     * The condition in JPQL, with the {@link #parameters()}.
     *
     * @param comparable makes of a column in JPQL what the database compares with the text
     */
    public String condition(UnaryOperator<String> comparable) {
        String lowerName = comparable.apply(LOWER_NAME);
        Map<String, String> parameters = parameters();
        List<String> names = new ArrayList<>();
        List<String> foldedNames = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        parameters.keySet().stream().sorted().forEach(parameter -> {
            if (parameter.startsWith("search")) {
                addresses.add(comparable.apply("u.email") + like(parameter));
                names.add(lowerName + like(parameter));
            } else if (parameter.startsWith("folded")) {
                if (isFoldable()) {
                    names.add(lowerName + like(parameter));
                }
                foldedNames.add(Letters.foldedExpression(lowerName) + like(parameter));
            }
        });
        if (!foldedNames.isEmpty()) {
            names.add(traced(foldedNames));
        }
        String name = names.size() == 1 ? names.get(0) : "(" + String.join(" or ", names) + ")";
        String inName =
                parameters.containsKey("caseless") ? comparable.apply(NAME) + like("caseless") + " and " + name : name;
        return "(" + String.join(" or ", addresses) + " or " + inName + ")";
    }

    /** The same condition as the indexes of the setting {@code search-index} serve it, with the {@link #indexedParameters()}. */
    public String indexedCondition() {
        List<String> found = new ArrayList<>();
        List<String> foldedNames = new ArrayList<>();
        indexedParameters().keySet().stream().sorted().forEach(parameter -> {
            if (parameter.startsWith("search")) {
                found.add(ADDRESS_AND_NAME + like(parameter));
            } else {
                if (isFoldable()) {
                    found.add(ADDRESS_AND_NAME + like(parameter) + " and " + LOWER_NAME + like(parameter));
                }
                foldedNames.add(Letters.foldedExpression(LOWER_NAME) + like(parameter));
            }
        });
        if (!foldedNames.isEmpty()) {
            found.add(traced(foldedNames));
        }
        return "(" + String.join(" or ", found) + ")";
    }

    /** A name without any trace is its own folded form, for which it is not looked at again. */
    private String traced(List<String> foldedNames) {
        String traces = isFoldable() ? Letters.anyTrace() : Letters.traces(text);
        return "(" + traces + " and (" + String.join(" or ", foldedNames) + "))";
    }

    public Map<String, String> indexedParameters() {
        Map<String, String> parameters = parameters();
        parameters.remove("caseless");
        return parameters;
    }

    public Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        List<String> forms = Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
                .map(form -> Normalizer.normalize(text, form))
                .distinct()
                .collect(Collectors.toList());
        for (int form = 0; form < forms.size(); form++) {
            parameters.put(form == 0 ? "search" : "searchDecomposed", pattern(forms.get(form)));
            if (isFoldable() || !Letters.traces(text).isEmpty()) {
                parameters.put(form == 0 ? "folded" : "foldedDecomposed", pattern(Letters.folded(forms.get(form))));
            }
        }
        caseless().ifPresent(pattern -> parameters.put("caseless", pattern));
        return parameters;
    }

    private boolean isFoldable() {
        return !Letters.folded(text).equals(text);
    }

    /** {@code %} and {@code _} in the text are letters. */
    private static String pattern(String text) {
        return "%" + text.replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0") + "%";
    }

    private static String like(String parameter) {
        return " like :" + parameter + " escape '" + ESCAPE + "'";
    }
}
