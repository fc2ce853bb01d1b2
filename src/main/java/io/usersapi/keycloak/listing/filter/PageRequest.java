package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which page of which users a request asks for.
 *
 * @param filter which users
 * @param sort in which order
 * @param number the number of the page, from 1; without meaning in a walk
 * @param size how many users a page has: 1 to the setting {@code max-page-size}
 * @param cursor the text of the cursor, empty for the first page of a walk; absent for a page by number
 * @param exactTotal whether the exact number of users is asked for, whatever it costs
 * @param withAttributes whether the users are to be shown with their attributes
 */
public record PageRequest(
        UserFilter filter,
        Sort sort,
        int number,
        int size,
        Optional<String> cursor,
        boolean exactTotal,
        boolean withAttributes) {

    public static final String PAGE = "page";
    static final String PER_PAGE = "per_page";
    public static final String CURSOR = "cursor";
    static final String TOTAL = "total";
    static final String INCLUDE = "include";

    /**
     * The parameters that say which part of a list is wanted, in which order and with what. All other parameters choose
     * users.
     */
    public static final Set<String> PAGING = Set.of(PAGE, PER_PAGE, CURSOR, TOTAL, Sort.PARAMETER, INCLUDE);

    /** The parameters that may come several times. */
    public static final Set<String> REPEATABLE = Set.of(AttributeFilter.PARAMETER);

    /** All parameters of a list. */
    public static final Set<String> KNOWN = Set.of(
            PAGE,
            PER_PAGE,
            CURSOR,
            TOTAL,
            Sort.PARAMETER,
            INCLUDE,
            UserFilter.SEARCH,
            UserFilter.EMAIL,
            UserFilter.STATUS,
            UserFilter.TYPE,
            UserFilter.ROLE,
            UserFilter.EMAIL_VERIFIED,
            AttributeFilter.PARAMETER,
            UserFilter.INVITATION);

    private static final int DEFAULT_SIZE = 15;
    /** The highest number of a page, so that the offset stays an {@code int}, as JPA's setFirstResult wants it. */
    private static final int MAX_NUMBER = 1_000_000;

    /**
     * Reads the query.
     *
     * @throws ProblemException 422 that names each bad parameter
     */
    public static PageRequest of(MultivaluedMap<String, String> parameters, int maxPageSize) {
        QueryParameters query = new QueryParameters(parameters, KNOWN, REPEATABLE);
        Sort sort = Sort.of(query);
        PageRequest request = new PageRequest(
                UserFilter.of(query),
                sort,
                query.number(PAGE, 1, MAX_NUMBER, 1),
                query.number(PER_PAGE, 1, maxPageSize, Math.min(DEFAULT_SIZE, maxPageSize)),
                query.text(CURSOR),
                query.choice(TOTAL, List.of("exact"), null) != null,
                query.choice(INCLUDE, List.of("attributes"), null) != null);
        if (query.has(CURSOR)) {
            if (query.has(PAGE)) {
                query.violations().add(CURSOR, ErrorCode.NOT_COMBINABLE, PAGE);
            }
            if (sort.key() != Sort.Key.CREATED_AT) {
                query.violations().add(CURSOR, ErrorCode.NOT_COMBINABLE, Sort.PARAMETER);
            }
        }
        query.violations().refuseIfAny();
        return request;
    }

    /** Whether the request walks by cursor, rather than asking for a page by number. */
    public boolean isWalk() {
        return cursor.isPresent();
    }

    /** How many users stand before the page. */
    public int offset() {
        return (number - 1) * size;
    }
}
