package io.usersapi.keycloak.listing.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Knows and changes the module's own indexes on a table of PostgreSQL. All statements go through one connection, which
 * must be in no transaction.
 */
final class IndexCatalog {

    /**
     * The number of PostgreSQL's advisory lock, which no other program is likely to choose: the eight letters of
     * {@code usersapi} in ASCII.
     */
    private static final long LOCK = 0x7573657273617069L;

    private final Connection connection;
    private final String table;

    /** @param table the name as a statement has it, with its schema where it needs one */
    IndexCatalog(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    /**
     * An index of the module's own that exists.
     *
     * @param name its name without the schema
     * @param path its name with its schema, quoted, as a statement has it
     * @param valid whether PostgreSQL has finished the index
     */
    record Found(String name, String path, boolean valid) {}

    /**
     * The module's own indexes on the table, by name. PostgreSQL's catalog is asked once, through its index on the
     * table's number.
     */
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
     * Tries to lock the work on the indexes for this connection, and so for this server.
     *
     * @return false where another connection has the lock. The lock ends with the connection, so a server that dies
     *     leaves no lock behind
     */
    boolean lock() throws SQLException {
        return "t".equals(text("select pg_try_advisory_lock(" + LOCK + ")").orElse(""));
    }

    void unlock() throws SQLException {
        execute("select pg_advisory_unlock(" + LOCK + ")");
    }

    /**
     * The schema of the extension {@code pg_trgm}, quoted. Where the extension is not installed, this method installs
     * it.
     *
     * @return empty where the database server does not have the extension
     * @throws SQLException where the database user may not install the extension
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

    /** The number of PostgreSQL's process that serves this connection. */
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
