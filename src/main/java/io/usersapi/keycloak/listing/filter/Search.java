package io.usersapi.keycloak.listing.filter;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Looks for a text in the addresses and the names of users. The costly part is {@code lower()} of the names of all
 * users. Digits and some signs have no case. Where the text has any, the database first looks for them in the stored
 * name, and does not compute {@code lower()} of a name that lacks them.
 *
 * <p>Letters that case rules turn into others are also looked for in {@link Letters#folded} names. This happens where
 * the text has such a letter, or where the stored name has a letter that may become one of the text. A text that
 * Unicode writes in two forms, composed (NFC) and decomposed (NFD), is looked for in both.
 *
 * @param text in lower case, composed
 */
public record Search(String text) {

    /**
     * An empty text of the type of a name's column. Oracle demands that type of whatever replaces a column (ORA-12704).
     */
    private static final String EMPTY = "substring(u.username, 1, 0)";

    public static final String FIRST_NAME = "coalesce(u.firstName, " + EMPTY + ")";

    public static final String LAST_NAME = "coalesce(u.lastName, " + EMPTY + ")";

    /** The name in JPQL: as answers show it, but for blanks that they leave out: needless ones, and that of a missing part. */
    static final String NAME = "concat(" + FIRST_NAME + ", ' ', " + LAST_NAME + ")";

    static final String LOWER_NAME = "lower(" + NAME + ")";

    public static final String ADDRESS = "coalesce(u.email, " + EMPTY + ")";

    /**
     * Address and name in one expression, so that one index serves both. A tab stands between them, which no text of a
     * search has.
     */
    static final String ADDRESS_AND_NAME = "concat(" + ADDRESS + ", '\t', " + LOWER_NAME + ")";

    /** The same, but by no index: what an index has found is compared with the whole text. */
    static final String ADDRESS_AND_NAME_AS_READ = "concat(" + ADDRESS_AND_NAME + ", '')";

    private static final String ESCAPE = "!";

    /** How the names of the parameters begin. */
    static final String SEARCH = "search";

    static final String FOLDED = "folded";
    static final String CASELESS = "caseless";
    /** How the name of a parameter ends that also finds several blanks ({@link Blanks#loose}). */
    static final String LOOSE = "Loose";
    /** How the name of a parameter ends that has a third of the trigrams alone ({@link Trigrams#apart}). */
    static final String APART = "Apart";

    /** All characters except digits and those signs of addresses that are rare in names. */
    private static final String CASED = "[^0-9@._+]+";

    /**
     * A search for a text.
     *
     * @param text in any case, composed or decomposed
     */
    public static Search of(String text) {
        return new Search(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC));
    }

    /** The pattern that {@code like} compares in lower case. */
    String pattern() {
        return pattern(text);
    }

    /**
     * The pattern of the longest part without case, which {@code like} compares with the stored name; empty where the
     * text has no such part.
     */
    Optional<String> caseless() {
        return Stream.of(text.split(CASED))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty())
                .map(Search::pattern);
    }

    /**
     * Whether an index of trigrams finds few users by the text. By a text without a trigram PostgreSQL would read the whole
     * index.
     */
    public boolean hasTrigrams() {
        return Trigrams.areIn(text);
    }

    /** Whether the text is in a name or an address that Java, not a database, compares. */
    public boolean isIn(String value) {
        return value != null && Letters.folded(of(value).text()).contains(Letters.folded(text));
    }

    /**
     * The condition in JPQL, with the {@link #parameters()}.
     *
     * @param comparable makes an expression in JPQL comparable with the text, whatever the collation of the database
     */
    public String condition(UnaryOperator<String> comparable) {
        return new SearchCondition(this).in(comparable);
    }

    /** The condition as the indexes of the setting {@code search-index} serve it, with {@link #indexedParameters()}. */
    public String indexedCondition() {
        return new SearchCondition(this).indexed();
    }

    /** The values of the parameters of {@link #indexedCondition()}. */
    public Map<String, String> indexedParameters() {
        Map<String, String> parameters = parameters();
        parameters.remove(CASELESS);
        if (Blanks.matterIn(text)) {
            Map.copyOf(parameters).forEach((form, pattern) -> parameters.put(form + LOOSE, Blanks.loose(pattern)));
        }
        texts().forEach((form, looked) -> {
            if (form.startsWith(SEARCH) || isFoldable()) {
                Trigrams.apart(looked).ifPresent(apart -> parameters.put(form + APART, apart));
            }
        });
        return parameters;
    }

    /** The values of the parameters of {@link #condition}. Which names are there depends on the text. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = texts();
        parameters.replaceAll((form, looked) -> pattern(looked));
        caseless().ifPresent(pattern -> parameters.put(CASELESS, pattern));
        return parameters;
    }

    /** The text in each form that is looked for, by the names of the parameters. */
    private Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        List<String> forms = Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
                .map(form -> Normalizer.normalize(text, form))
                .distinct()
                .toList();
        for (int form = 0; form < forms.size(); form++) {
            String name = form == 0 ? "" : "Decomposed";
            texts.put(SEARCH + name, forms.get(form));
            if (isFoldable() || !Letters.traces(text).isEmpty()) {
                texts.put(FOLDED + name, Letters.folded(forms.get(form)));
            }
        }
        return texts;
    }

    /** Whether the text has a letter that is folded. */
    boolean isFoldable() {
        return !Letters.folded(text).equals(text);
    }

    /** The pattern that finds the text anywhere. {@code %} and {@code _} in the text stand for themselves. */
    private static String pattern(String text) {
        return "%" + text.replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0") + "%";
    }

    /** The end of a condition: {@code like} the pattern in the parameter. */
    static String like(String parameter) {
        return " like :" + parameter + " escape '" + ESCAPE + "'";
    }
}
