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
        return rows.listed(query.isByIndex() ? foundByIndex(sort, offset, limit) : counted(sort, offset, limit, 0));
    }

    /** Of so many that not all are counted, any may have been: those who come first are soon met in the order itself. */
    private List<UserRow> foundByIndex(Sort sort, int offset, int limit) {
        if (LargeLists.contains(list)) {
            total = Optional.of(new Total(totalLimit + 1L, false));
            return query.rows(sort, offset, limit);
        }
        List<UserRow> found = counted(sort, offset, limit, MARGIN);
        long count = total.map(Total::count).orElse(0L);
        if (count > totalLimit + MARGIN) {
            LargeLists.add(list);
        }
        return count > totalLimit + MARGIN ? query.rows(sort, offset, limit) : found;
    }

    private List<UserRow> counted(Sort sort, int offset, int limit, int margin) {
        List<Object[]> found = query.countedRows(sort, offset, limit, totalLimit + margin + 1);
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
