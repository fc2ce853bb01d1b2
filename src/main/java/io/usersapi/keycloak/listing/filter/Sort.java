package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.http.input.QueryParameters;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The order of a list. Between users who are equal in it, the id decides, in the same direction. */
public record Sort(Key key, boolean descending) {

    static final String PARAMETER = "sort";

    /** What a list can be sorted by. */
    public enum Key {
        CREATED_AT("u.createdTimestamp"),
        UPDATED_AT("coalesce(u.lastModifiedTimestamp, u.createdTimestamp)"),
        EMAIL("u.email"),
        /** A blank at the beginning of the name would put whoever has a last name alone before all others. */
        NAME("lower(trim(" + Search.NAME + "))");

        private final String expression;

        Key(String expression) {
            this.expression = expression;
        }

        /** The expression in JPQL that orders a query on {@code UserEntity u}. */
        public String expression() {
            return expression;
        }
    }

    private static final List<String> WORDS = Stream.of(Key.values())
            .map(key -> key.name().toLowerCase(Locale.ROOT))
            .flatMap(word -> Stream.of(word, "-" + word))
            .toList();

    /**
     * The order that the parameter {@code sort} names, for example {@code -created_at}; another word is noted as a
     * violation.
     */
    static Sort of(QueryParameters query) {
        String word = query.choice(PARAMETER, WORDS, "created_at");
        boolean descending = word.startsWith("-");
        return new Sort(Key.valueOf(word.substring(descending ? 1 : 0).toUpperCase(Locale.ROOT)), descending);
    }

    /** The expression in JPQL that orders a query on {@code UserEntity u}. */
    public String column() {
        return key.expression();
    }

    /** The direction in JPQL, with a blank before it. */
    public String direction() {
        return descending ? " desc" : " asc";
    }
}
