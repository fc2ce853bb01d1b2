package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import java.util.List;
import java.util.Optional;

/**
 * Users of Keycloak's own tables that a filter lets pass, for a page by number: the database goes through the users once
 * for the page and its total, since a filter such as {@code search} is what costs.
 */
final class CountedUsers implements UserSource {

    private final UserQuery query;
    private final Rows rows;
    private final int totalLimit;
    private Optional<Total> total = Optional.empty();

    /** @param totalLimit up to how many users are counted; no page ends behind them */
    CountedUsers(UserQuery query, Rows rows, int totalLimit) {
        this.query = query;
        this.rows = rows;
        this.totalLimit = totalLimit;
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        List<Object[]> found = query.countedRows(sort, offset, limit, totalLimit + 1);
        total = found.stream().findFirst().map(first -> new Total((Long) first[UserRow.WIDTH], false));
        return rows.listed(found.stream().map(UserRow::new).toList());
    }

    @Override
    public Total total() {
        return query.total();
    }

    @Override
    public Total total(int limit) {
        return total.map(counted -> counted.upTo(limit)).orElseGet(() -> query.total(limit));
    }
}
