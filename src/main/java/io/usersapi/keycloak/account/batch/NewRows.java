package io.usersapi.keycloak.account.batch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * New rows, sent to the database table by table, many in one statement where the database takes it, without Hibernate's
 * keeping watch over each. The rows are those that Hibernate would insert for the same objects.
 */
final class NewRows {

    /** How many rows one statement has at most: a power of two; SQL Server takes 2,100 parameters. */
    private static final int AT_ONCE = 64;

    /** By which Keycloak knows that a commit must reach the disk (AsyncCommitIntegrator.SYNC_REQUIRED). */
    private static final String SYNCHRONOUS = "kc.sync_commit_required";

    private final Map<Class<?>, List<Object>> byTable = new LinkedHashMap<>();

    /** Adds a row, behind those of its table and to be inserted behind all rows of the tables before. */
    void add(Object entity) {
        byTable.computeIfAbsent(entity.getClass(), table -> new ArrayList<>()).add(entity);
    }

    void insert(KeycloakSession session) {
        SharedSessionContractImplementor hibernate = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class);
        // Keycloak lets PostgreSQL commit without waiting for its disk where Hibernate itself writes nothing of worth.
        ((Session) hibernate).setProperty(SYNCHRONOUS, Boolean.TRUE);
        hibernate.doWork(connection -> {
            for (Map.Entry<Class<?>, List<Object>> rows : byTable.entrySet()) {
                insert(new RowColumns(hibernate, rows.getKey()), rows.getValue(), connection);
            }
        });
    }

    /** The numbers of rows in the statements are powers of two, so that imports of different sizes share few statements. */
    private static void insert(RowColumns columns, List<Object> rows, Connection connection) throws SQLException {
        for (int from = 0; from < rows.size(); ) {
            int left = Integer.highestOneBit(rows.size() - from);
            int count = columns.takeManyRows() ? Math.min(AT_ONCE, left) : 1;
            // Statements of one size are one batch.
            int until = from + (columns.takeManyRows() ? left : rows.size() - from);
            try (PreparedStatement statement = connection.prepareStatement(sql(columns, count))) {
                while (from < until) {
                    int parameter = 1;
                    for (int row = 0; row < count; row++) {
                        parameter = columns.bind(rows.get(from++), statement, parameter);
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }

    private static String sql(RowColumns columns, int rows) {
        String row = "(" + String.join(", ", Collections.nCopies(columns.names().size(), "?")) + ")";
        return "insert into " + columns.table() + " (" + String.join(", ", columns.names()) + ") values "
                + String.join(", ", Collections.nCopies(rows, row));
    }
}
