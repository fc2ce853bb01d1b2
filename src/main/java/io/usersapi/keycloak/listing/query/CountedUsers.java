package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import java.util.List;
import java.util.Optional;

/**
 * Users of Keycloak's own tables that a filter lets pass, for a page by number. A filter such as {@code search} makes
 * the database read all users, so the database reads them once for both the page and its total.
 */
final class CountedUsers implements UserSource {

    /** By how many users a list must exceed the limit of counting to be noted in {@link LargeLists}. */
    private static final int MARGIN = 1000;

    private final UserQuery query;
    private final RowsToUsers rows;
    private final int totalLimit;
    private final String list;
    private Optional<Total> total = Optional.empty();

    /**
     * Users of one list.
     *
     * @param totalLimit up to how many users are counted; the page must lie within the limit
     * @param list a text that no other list has
     */
    CountedUsers(UserQuery query, RowsToUsers rows, int totalLimit, String list) {
        this.query = query;
        this.rows = rows;
        this.totalLimit = totalLimit;
        this.list = list;
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        return rows.listed(page(sort, offset, limit));
    }

    /**
     * Where the users are too many to count, the first of the order are soon met in the order itself, and the page is read
     * from there. An index for searches finds users in no order, so those that were counted may be any of them.
     */
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
        return query.isByIndex() ? query.rows(sort, offset, limit) : found;
    }

    /** Reads the page and notes the total, which stands in each row. A page without rows tells no total. */
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
