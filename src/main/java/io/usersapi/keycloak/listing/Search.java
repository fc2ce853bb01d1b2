package io.usersapi.keycloak.listing;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for a text in the addresses and the names of users. What costs is {@code lower()} of the names of all users. It is
 * spared where a name as it stands lacks the digits or signs that are in the text: these have no case.
 *
 * @param pattern what {@code like} compares in lower case
 * @param caseless what {@code like} compares with the name as it stands, if the text has anything of the kind
 */
record Search(String pattern, Optional<String> caseless) {

    /** A name in JPQL as it is shown, and as it is compared. */
    static final String NAME = "concat(coalesce(u.firstName, ''), ' ', coalesce(u.lastName, ''))";

    static final String LOWER_NAME = "lower(" + NAME + ")";

    private static final String ESCAPE = "!";

    /** All but the digits and such signs of an address as are rare in names. */
    private static final String CASED = "[^0-9@._+]+";

    /** @param text in lower case */
    static Search of(String text) {
        Optional<String> longest = Stream.of(text.split(CASED))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty());
        return new Search(pattern(text), longest.map(Search::pattern));
    }

    /** {@code %} and {@code _} in the text are letters. */
    private static String pattern(String text) {
        return "%" + text.replaceAll("[%_" + ESCAPE + "]", ESCAPE + "$0") + "%";
    }

    /** The condition in JPQL, with the parameters {@code search} and, where there is any, {@code caseless}. */
    String condition() {
        String name = LOWER_NAME + like("search");
        return "(u.email" + like("search") + " or "
                + caseless.map(ignored -> NAME + like("caseless") + " and " + name)
                        .orElse(name) + ")";
    }

    private static String like(String parameter) {
        return " like :" + parameter + " escape '" + ESCAPE + "'";
    }
}
