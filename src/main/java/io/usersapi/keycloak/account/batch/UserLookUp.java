package io.usersapi.keycloak.account.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * Asks which of many texts a column of users has. In SQL: Hibernate translates a query with a list anew whenever it runs,
 * which takes longer than the query itself.
 */
final class UserLookUp {

    /** How many texts one statement has. Oracle takes 1000 in a list. */
    private static final int AT_ONCE = 512;

    private final SharedSessionContractImplementor hibernate;
    private final EntityPersister users;

    UserLookUp(KeycloakSession session) {
        this.hibernate = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class);
        this.users = hibernate.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
    }

    /** Those of the ids that a user of any realm has. */
    List<String> ids(Collection<String> ids) {
        return found(users.getIdentifierColumnNames()[0], "", List.of(), List.copyOf(ids));
    }

    /** Those of the texts that users of the realm have in the column of the property. */
    List<String> texts(String property, String realm, Collection<String> texts) {
        return found(column(property), column("realmId") + " = ? and ", List.of(realm), List.copyOf(texts));
    }

    private String column(String property) {
        return users.getPropertyColumnNames(property)[0];
    }

    private List<String> found(String column, String restriction, List<String> parameters, List<String> texts) {
        List<String> found = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += AT_ONCE) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
            // A power of two, filled up with the last text, so that imports of different sizes share few statements.
            int size = Integer.highestOneBit(2 * some.size() - 1);
            List<String> all = new ArrayList<>(parameters);
            all.addAll(some);
            all.addAll(Collections.nCopies(size - some.size(), some.get(some.size() - 1)));
            String sql = "select " + column + " from " + users.getTableName() + " where " + restriction + column
                    + " in (" + String.join(", ", Collections.nCopies(size, "?")) + ")";
            hibernate.doWork(connection -> {
                plan(connection, "force_custom_plan");
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    for (int at = 0; at < all.size(); at++) {
                        statement.setString(at + 1, all.get(at));
                    }
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            found.add(rows.getString(1));
                        }
                    }
                }
                plan(connection, "default");
            });
        }
        return found;
    }

    /**
     * Has PostgreSQL plan the next statement for its own list. The plan that it keeps for all lists compares each row of a
     * small table with each text of the list, which took a hundred milliseconds at a few thousand users.
     */
    private void plan(Connection connection, String mode) throws SQLException {
        Dialect dialect = hibernate.getFactory().getJdbcServices().getDialect();
        if (dialect instanceof PostgreSQLDialect && dialect.getVersion().isSameOrAfter(12)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local plan_cache_mode to " + mode);
            }
        }
    }
}
