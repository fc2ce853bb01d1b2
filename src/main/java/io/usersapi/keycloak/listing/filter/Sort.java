package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.http.input.QueryParameters;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** In which order a list shows users; the id decides between equals. */
public record Sort(Key key, boolean descending) {

    static final String PARAMETER = "sort";

    /** What a list can be sorted by. */
    public enum Key {
        CREATED_AT,
        UPDATED_AT,
        EMAIL,
        NAME
    }

    private static final List<String> WORDS = Stream.of(Key.values())
            .map(key -> key.name().toLowerCase(Locale.ROOT))
            .flatMap(word -> Stream.of(word, "-" + word))
            .toList();

    static Sort of(QueryParameters query) {
        String word = query.choice(PARAMETER, WORDS, "created_at");
        boolean descending = word.startsWith("-");
        return new Sort(Key.valueOf(word.substring(descending ? 1 : 0).toUpperCase(Locale.ROOT)), descending);
    }

    /** By what a query on {@code UserEntity u} is ordered, in JPQL. */
    public String column() {
        return switch (key) {
            case CREATED_AT -> "u.createdTimestamp";
            case UPDATED_AT -> "coalesce(u.lastModifiedTimestamp, u.createdTimestamp)";
            case EMAIL -> "u.email";
            case NAME -> Search.LOWER_NAME;
        };
    }

    public String direction() {
        return descending ? " desc" : " asc";
    }
}
