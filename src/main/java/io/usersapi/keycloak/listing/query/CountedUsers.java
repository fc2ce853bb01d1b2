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

    /** How many users more than are counted make a list one of many for a while. */
    private static final int MARGIN = 1000;

    private final UserQuery query;
    private final Rows rows;
    private final int totalLimit;
    private final String list;
    private Optional<Total> total = Optional.empty();

    /**
     * @param totalLimit up to how many users are counted; no page ends behind them
     * @param list what tells the list from all others
     */
    CountedUsers(UserQuery query, Rows rows, int totalLimit, String list) {
        this.query = query;
        this.rows = rows;
        this.totalLimit = totalLimit;
        this.list = list;
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        return rows.listed(page(sort, offset, limit));
    }

    /** Of a list of so many users that not all are counted, those who come first are soon met in the order itself. */
    private List<UserRow> page(Sort sort, int offset, int limit) {
        if (LargeLists.contains(list)) {
            total = Optional.of(new Total(totalLimit + 1L, false));
            return query.rows(sort, offset, limit);
        }
        List<UserRow> found = counted(sort, offset, limit);
        if (total.map(Total::count).orElse(0L) <= totalLimit + MARGIN) {
            return found;
        }
        LargeLists.add(list);
        // What an index finds is in no order: those that were counted may be any of the users.
        return query.isByIndex() ? query.rows(sort, offset, limit) : found;
    }

    private List<UserRow> counted(Sort sort, int offset, int limit) {
        List<Object[]> found = query.countedRows(sort, offset, limit, totalLimit + MARGIN + 1);
        total = found.stream().findFirst().map(first -> new Total((Long) first[UserRow.WIDTH], false));
        return found.stream().map(UserRow::new).toList();
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
