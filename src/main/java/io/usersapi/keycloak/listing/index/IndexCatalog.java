package io.usersapi.keycloak.listing.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL has of the module's indexes on a table; on one connection, which is in no transaction. */
final class IndexCatalog {

    /** Any number that nobody else locks: the first eight letters of {@code usersapi}. */
    private static final long LOCK = 0x7573657273617069L;

    private final Connection connection;
    private final String table;

    /** @param table as it stands in a statement, with its schema where it needs one */
    IndexCatalog(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    /**
     * An index of the module's own that is there.
     *
     * @param path its name with its schema, as it stands in a statement
     * @param valid whether it was made to the end
     */
    record Found(String name, String path, boolean valid) {}

    /** The module's own indexes on the table: one query of the catalog, through its index on the table's number. */
    List<Found> own() throws SQLException {
        String query = "select c.relname, quote_ident(n.nspname) || '.' || quote_ident(c.relname),"
                + " i.indisvalid and i.indisready"
                + " from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace"
                + " where i.indrelid = to_regclass(?) and c.relname ~ ? order by c.relname";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, table);
            statement.setString(2, NamedIndex.OWN);
            List<Found> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Found(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
            }
            return found;
        }
    }

    /**
     * Whether this connection, and so this server, works on the indexes from now on. The lock ends with the connection: a
     * server that dies leaves none behind.
     */
    boolean lock() throws SQLException {
        return "t".equals(text("select pg_try_advisory_lock(" + LOCK + ")").orElse(""));
    }

    void unlock() throws SQLException {
        execute("select pg_advisory_unlock(" + LOCK + ")");
    }

    /**
     * The schema of the extension {@code pg_trgm}, quoted, which is installed where it is not yet.
     *
     * @throws SQLException where the database user may not install it
     */
    Optional<String> trigrams() throws SQLException {
        Optional<String> installed = schemaOfTrigrams();
        if (installed.isPresent()
                || text("select 'there' from pg_available_extensions where name = 'pg_trgm'")
                        .isEmpty()) {
            return installed;
        }
        execute("create extension if not exists pg_trgm");
        return schemaOfTrigrams();
    }

    private Optional<String> schemaOfTrigrams() throws SQLException {
        return text("select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace"
                + " where e.extname = 'pg_trgm'");
    }

    /** The number of the database's process that works for this connection. */
    int process() throws SQLException {
        return Integer.parseInt(text("select pg_backend_pid()").orElseThrow());
    }

    private Optional<String> text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    void execute(String statement) throws SQLException {
        try (Statement sent = connection.createStatement()) {
            sent.execute(statement);
        }
    }
}
