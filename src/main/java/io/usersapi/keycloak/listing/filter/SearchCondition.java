package io.usersapi.keycloak.listing.filter;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A search as a condition in JPQL on {@code UserEntity u}. */
final class SearchCondition {

    private final Search search;
    private final Set<String> parameters;
    private final boolean foldsBlanks;

    SearchCondition(Search search) {
        this.search = search;
        this.parameters = search.indexedParameters().keySet();
        this.foldsBlanks = Blanks.matterIn(search.text());
    }

    /** The condition without an index. */
    String in(UnaryOperator<String> comparable) {
        String standing = comparable.apply(Search.NAME);
        String lowerName = comparable.apply(Search.LOWER_NAME);
        String name = inName(lowerName);
        if (foldsBlanks) {
            name = "(" + name + " or " + inUnfolded(standing, lowerName) + ")";
        }
        if (search.caseless().isPresent()) {
            name = standing + Search.like(Search.CASELESS) + " and " + name;
        }
        Stream<String> addresses = forms(Search.SEARCH).map(form -> comparable.apply("u.email") + Search.like(form));
        return "(" + either(addresses) + " or " + name + ")";
    }

    /** The condition for the indexes of the setting {@code search-index}. */
    String indexed() {
        return foldsBlanks
                ? "(" + indexed("") + " or " + indexed(Search.LOOSE) + " and "
                        + inUnfolded(Search.NAME, Search.LOWER_NAME) + ")"
                : indexed("");
    }

    /** @param kind empty, or {@link Search#LOOSE} */
    private String indexed(String kind) {
        Stream<String> asItStands = asItStands()
                .map(form -> Search.ADDRESS_AND_NAME + Search.like(found(form, kind)) + " and " + Search.LOWER_NAME
                        + Search.like(form + kind));
        Stream<String> plain = forms(Search.SEARCH)
                .map(form -> Search.ADDRESS_AND_NAME
                        + Search.like(found(form, kind))
                        + (isFoundApart(form)
                                ? " and " + Search.ADDRESS_AND_NAME_AS_READ + Search.like(form + kind)
                                : ""));
        return "("
                + either(Stream.of(asItStands, plain, traced(Search.LOWER_NAME, kind))
                        .flatMap(parts -> parts)) + ")";
    }

    /** The parameter by which the index finds a form of the text. */
    private String found(String form, String kind) {
        return form + (isFoundApart(form) ? Search.APART : kind);
    }

    private boolean isFoundApart(String form) {
        return parameters.contains(form + Search.APART);
    }

    /** That the name contains the text: an expression in JPQL, in lower case. */
    private String inName(String lowerName) {
        Stream<String> forms = Stream.concat(asItStands(), forms(Search.SEARCH));
        List<String> names = Stream.concat(forms.map(form -> lowerName + Search.like(form)), traced(lowerName, ""))
                .toList();
        return names.size() == 1 ? names.get(0) : "(" + either(names.stream()) + ")";
    }

    /** That the name has needless blanks, and contains the text without them. */
    private String inUnfolded(String name, String lowerName) {
        return Blanks.areIn(name) + " and " + inName(Blanks.foldedExpression(lowerName));
    }

    /**
     * Limits the look at folded names to stored names with a letter that may be folded. Any other name equals its
     * folded form, and has been looked at already.
     */
    private Stream<String> traced(String lowerName, String kind) {
        String folded = either(
                forms(Search.FOLDED).map(form -> Letters.foldedExpression(lowerName) + Search.like(form + kind)));
        String traces = search.isFoldable() ? Letters.anyTrace() : Letters.traces(search.text());
        return folded.isEmpty() ? Stream.of() : Stream.of("(" + traces + " and (" + folded + "))");
    }

    /** The folded forms of the text that names may have as they stand. */
    private Stream<String> asItStands() {
        return search.isFoldable() ? forms(Search.FOLDED) : Stream.of();
    }

    /** The names of the parameters that begin so. */
    private Stream<String> forms(String beginning) {
        return search.parameters().keySet().stream()
                .filter(parameter -> parameter.startsWith(beginning))
                .sorted();
    }

    private static String either(Stream<String> conditions) {
        return conditions.collect(Collectors.joining(" or "));
    }
}
