package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.listing.filter.Cursor;
import io.usersapi.keycloak.listing.filter.Sort;
import io.usersapi.keycloak.listing.filter.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Users of Keycloak's own tables. The number of statements of a page does not grow with the number of its users. */
final class DatabaseUsers implements WalkSource {

    private final RowsToUsers rows;
    private final Optional<CreationIndex> index;
    private final UserQuery query;
    private Optional<Cursor> behind = Optional.empty();

    /** @param index serves the list of all living users more quickly than the query; empty for any other list */
    DatabaseUsers(UserQuery query, RowsToUsers rows, Optional<CreationIndex> index) {
        this.query = query;
        this.rows = rows;
        this.index = index;
    }

    @Override
    public void behind(Cursor cursor, Sort sort) {
        behind = Optional.of(cursor);
    }

    /**
     * A page of a walk: the users in the order of creation, then those without a time of creation, by id. Two queries
     * read them, because databases do not agree where users without a time stand in an order.
     */
    @Override
    public List<Listed> walk(Sort sort, int limit) {
        List<UserRow> page = new ArrayList<>();
        if (behind.map(Cursor::isDated).orElse(true)) {
            page.addAll(behind.map(cursor -> query.behind(cursor, sort))
                    .orElseGet(query::dated)
                    .page(sort, 0, limit));
        }
        if (page.size() < limit) {
            page.addAll(behind.filter(cursor -> !cursor.isDated())
                    .map(cursor -> query.behind(cursor, sort))
                    .orElseGet(query::undated)
                    .page(sort, 0, limit - page.size()));
        }
        return rows.listed(page);
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        List<UserRow> page = index.flatMap(found -> found.pageStart(sort, offset, limit))
                .map(start -> query.from(start.createdAt(), sort).rows(sort, start.skip(), limit))
                .orElseGet(() -> query.page(sort, offset, limit));
        return rows.listed(page);
    }

    @Override
    public Total total() {
        return index.flatMap(CreationIndex::total).orElseGet(query::total);
    }

    @Override
    public Total total(int limit) {
        return index.flatMap(found -> found.total(limit)).orElseGet(() -> query.total(limit));
    }
}
