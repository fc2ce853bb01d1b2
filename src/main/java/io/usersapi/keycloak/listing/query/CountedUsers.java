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
        return rows.listed(query.isByIndex() ? foundByIndex(sort, offset, limit) : counted(sort, offset, limit, 0));
    }

    /**
     * The page of a search that an index serves. Such an index finds users in no order. Where the users are too many to
     * count, those that were counted are not the first of the order, so the page is read anew in the order itself:
     * among so many the first are soon met.
     */
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

    /** Reads the page and notes the total, which stands in each row. A page without rows tells no total. */
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
