package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.account.Account;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.UserFilter;
import io.usersapi.keycloak.listing.query.UserSource;
import io.usersapi.keycloak.listing.query.UserSources;
import io.usersapi.keycloak.listing.query.WalkSource;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * A walk through all users that a filter lets pass, in the order of creation, 500 at a time. Each step can be in a
 * transaction of its own: between two steps a walk keeps the place of the last user and nothing else.
 */
public final class UserWalk {

    private static final int AT_ONCE = 500;

    private final PageRequest request;
    private Cursor place;
    private boolean isOver;

    private UserWalk(PageRequest request) {
        this.request = request;
    }

    /**
     * The query of a request, which knows the parameters that choose users and one more. Any other parameter is noted
     * as a violation.
     *
     * @param other the name of the one more
     */
    public static QueryParameters query(MultivaluedMap<String, String> parameters, String other) {
        Set<String> known = new HashSet<>(PageRequest.KNOWN);
        known.removeAll(PageRequest.PAGING);
        known.add(other);
        return new QueryParameters(parameters, known, PageRequest.REPEATABLE);
    }

    /** The walk that a query asks for; broken rules are noted in the query's violations. */
    public static UserWalk of(QueryParameters query) {
        return new UserWalk(new PageRequest(
                UserFilter.of(query), new Sort(Sort.Key.CREATED_AT, false), 1, AT_ONCE, Optional.of(""), false, true));
    }

    /**
     * The next users; none where the walk is over.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 where the filter names a role that does not exist,
     *     or an attribute that administrators may not see
     */
    public List<Account> next(KeycloakSession session, Settings settings, Reach reach) {
        if (isOver) {
            return List.of();
        }
        WalkSource source = new UserSources(session, settings, reach).ofWalk(request);
        if (place != null) {
            source.behind(place, request.sort());
        }
        List<UserSource.Listed> users = source.walk(request.sort(), AT_ONCE);
        isOver = users.size() < AT_ONCE;
        if (!users.isEmpty()) {
            place = users.get(users.size() - 1).place();
        }
        return users.stream().map(UserSource.Listed::account).toList();
    }
}
