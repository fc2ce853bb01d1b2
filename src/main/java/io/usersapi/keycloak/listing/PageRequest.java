package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.accounts.Account;
import io.usersapi.keycloak.input.QueryParameters;
import io.usersapi.keycloak.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which page of which users a request asks for.
 *
 * @param number from 1
 * @param size 1 to the setting {@code max-page-size}
 * @param search part of an e-mail address or a name, in lower case
 * @param email an exact e-mail address, in lower case
 * @param role the id or name of a realm role
 */
public record PageRequest(
        int number,
        int size,
        Optional<String> search,
        Optional<String> email,
        Status status,
        Optional<String> type,
        Optional<String> role,
        Sort sort) {

    static final String PAGE = "page";
    static final String PER_PAGE = "per_page";
    static final String SEARCH = "search";
    static final String EMAIL = "email";
    static final String STATUS = "status";
    static final String TYPE = "type";
    static final String ROLE = "role";
    static final String SORT = "sort";

    private static final Set<String> KNOWN = Set.of(PAGE, PER_PAGE, SEARCH, EMAIL, STATUS, TYPE, ROLE, SORT);
    private static final int DEFAULT_SIZE = 15;
    private static final int MAX_NUMBER = 100_000_000;
    private static final int MAX_TEXT = 255;

    /** Which users by their state. */
    enum Status {
        /** All but the deleted: what an absent parameter means. */
        LIVING,
        ACTIVE,
        INACTIVE,
        DELETED,
        ALL
    }

    /** In which order. */
    record Sort(Key key, boolean descending) {
        enum Key {
            CREATED_AT,
            UPDATED_AT,
            EMAIL,
            NAME
        }

        private static final List<String> WORDS = Stream.of(Key.values())
                .map(key -> key.name().toLowerCase(Locale.ROOT))
                .flatMap(word -> Stream.of(word, "-" + word))
                .toList();

        private static Sort of(String word) {
            boolean descending = word.startsWith("-");
            return new Sort(Key.valueOf(word.substring(descending ? 1 : 0).toUpperCase(Locale.ROOT)), descending);
        }
    }

    /**
     * Reads the query.
     *
     * @throws ProblemException 422 that names each bad parameter
     */
    public static PageRequest of(MultivaluedMap<String, String> parameters, int maxPageSize) {
        QueryParameters query = new QueryParameters(parameters, KNOWN);
        int number = query.number(PAGE, 1, MAX_NUMBER, 1);
        int size = query.number(PER_PAGE, 1, maxPageSize, Math.min(DEFAULT_SIZE, maxPageSize));
        Optional<String> search = query.text(SEARCH, MAX_TEXT).map(text -> text.toLowerCase(Locale.ROOT));
        Optional<String> email = query.text(EMAIL, MAX_TEXT).map(text -> text.toLowerCase(Locale.ROOT));
        String status = query.choice(
                STATUS,
                List.of(Account.STATUS_ACTIVE, Account.STATUS_INACTIVE, Account.STATUS_DELETED, "all"),
                "living");
        Optional<String> type =
                Optional.ofNullable(query.choice(TYPE, List.of(Account.TYPE_ADMIN, Account.TYPE_USER), null));
        Optional<String> role = query.text(ROLE, MAX_TEXT);
        String sort = query.choice(SORT, Sort.WORDS, "created_at");
        query.violations().refuseIfAny();
        return new PageRequest(
                number,
                size,
                search,
                email,
                Status.valueOf(status.toUpperCase(Locale.ROOT)),
                type,
                role,
                Sort.of(sort));
    }

    /** How many users stand before the page. */
    long offset() {
        return (long) (number - 1) * size;
    }
}
