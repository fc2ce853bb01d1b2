package io.usersapi.keycloak.listing;

import java.util.List;
import org.keycloak.models.jpa.entities.UserEntity;

/** Users of Keycloak's own tables: a constant number of statements, however many users a page has. */
final class DatabaseUsers implements UserSource {

    private final UserQuery query;
    private final Rows rows;

    DatabaseUsers(UserQuery query, Rows rows) {
        this.query = query;
        this.rows = rows;
    }

    @Override
    public void behind(Cursor cursor, Sort sort) {
        query.behind(cursor, sort);
    }

    @Override
    public List<Listed> users(Sort sort, int offset, int limit) {
        List<UserEntity> page = query.rows(sort, offset, limit);
        return rows.listed(page);
    }

    @Override
    public Total total() {
        return query.total();
    }

    @Override
    public Total total(int limit) {
        return query.total(limit);
    }
}
