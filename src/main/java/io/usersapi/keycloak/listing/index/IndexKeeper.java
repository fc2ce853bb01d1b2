package io.usersapi.keycloak.listing.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes the indexes that are wanted on a table of PostgreSQL, and drops those of the module's own that are not wanted.
 * Both happen {@code concurrently}, which lets others write meanwhile. The work is done in a thread of its own, and a
 * failure is a line in the log.
 */
final class IndexKeeper implements Runnable {

    private static final Logger LOG = Logger.getLogger(IndexKeeper.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Supplier<Connection> connections;
    private final String table;
    private final List<NamedIndex> wanted;
    /** Whether another server had the lock when this one asked last. */
    private boolean isWaiting;

    /**
     * The work on one table.
     *
     * @param connections gives connections that commit each statement by itself
     * @param table the name as a statement has it
     * @param wanted the indexes that are to exist; empty where all are to be dropped
     */
    IndexKeeper(Supplier<Connection> connections, String table, List<NamedIndex> wanted) {
        this.connections = connections;
        this.table = table;
        this.wanted = wanted;
    }

    /**
     * Begins to work in a daemon thread. The start of the server goes on meanwhile, and its end does not wait for the
     * work.
     */
    void start() {
        Thread thread = new Thread(this, "users-api-search-index");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!isKeptOrFailed()) {
                // Another server works on the indexes. It may end in the middle of its work, so this server asks again.
                Thread.sleep(AGAIN.toMillis());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isKeptOrFailed() {
        try {
            return isKept();
        } catch (SQLException | RuntimeException failed) {
            LOG.debug("Indexes are not as the setting says", failed);
            if (isWaiting) {
                return false;
            }
            LOG.warnf(
                    "search-index: the indexes are not all as the setting says, and are looked at again at the next start:"
                            + " %s",
                    firstLine(failed));
            return true;
        }
    }

    /**
     * Makes and drops indexes, unless another server does so.
     *
     * @return false where another server works on the indexes; true where nothing is left to do, or nothing can be done
     */
    private boolean isKept() throws SQLException {
        try (Connection connection = connections.get()) {
            IndexCatalog catalog = new IndexCatalog(connection, table);
            if (isDone(catalog)) {
                return true;
            }
            if (!catalog.lock()) {
                LOG.log(
                        isWaiting ? Logger.Level.DEBUG : Logger.Level.INFO,
                        "search-index: another server works on the indexes; this one asks again each minute");
                isWaiting = true;
                return false;
            }
            isWaiting = false;
            try {
                // The database may be set to end each statement after some seconds; making an index takes longer.
                catalog.execute("set statement_timeout = 0");
                keep(catalog);
                return true;
            } finally {
                release(catalog);
            }
        }
    }

    /** The connection goes back to a pool and stays open, so a lock that is not released would keep all servers out. */
    private static void release(IndexCatalog catalog) throws SQLException {
        try {
            catalog.execute("reset statement_timeout");
        } finally {
            catalog.unlock();
        }
    }

    private boolean isDone(IndexCatalog catalog) throws SQLException {
        List<IndexCatalog.Found> found = catalog.own();
        return found.size() == wanted.size()
                && found.stream().allMatch(IndexCatalog.Found::valid)
                && names(found)
                        .containsAll(wanted.stream().map(NamedIndex::name).toList());
    }

    private static List<String> names(List<IndexCatalog.Found> found) {
        return found.stream().map(IndexCatalog.Found::name).toList();
    }

    private void keep(IndexCatalog catalog) throws SQLException {
        Optional<String> schema = wanted.isEmpty() ? Optional.empty() : schemaOfTrigrams(catalog);
        if (schema.isPresent()) {
            make(catalog, schema.get());
        } else if (!wanted.isEmpty()) {
            return;
        }
        List<String> stay = wanted.stream().map(NamedIndex::name).toList();
        for (IndexCatalog.Found found : catalog.own()) {
            if (!stay.contains(found.name())) {
                drop(catalog, found);
            }
        }
    }

    private static Optional<String> schemaOfTrigrams(IndexCatalog catalog) {
        String reason = "the database server does not have it";
        try {
            Optional<String> schema = catalog.trigrams();
            if (schema.isPresent()) {
                return schema;
            }
        } catch (SQLException refused) {
            reason = firstLine(refused);
        }
        LOG.warnf(
                "search-index: no indexes are made, since they need PostgreSQL's extension pg_trgm, which is not installed: %s",
                reason);
        return Optional.empty();
    }

    private void make(IndexCatalog catalog, String schema) throws SQLException {
        Map<String, IndexCatalog.Found> found =
                catalog.own().stream().collect(Collectors.toMap(IndexCatalog.Found::name, index -> index));
        boolean made = false;
        for (NamedIndex index : wanted) {
            IndexCatalog.Found there = found.get(index.name());
            if (there != null && !there.valid()) {
                LOG.infof("search-index: %s was not made to the end and is made anew", there.path());
                drop(catalog, there);
            }
            if (there == null || !there.valid()) {
                make(catalog, index, schema);
                made = true;
            }
        }
        if (made) {
            LOG.infof("search-index: all %d indexes of %s are there", wanted.size(), table);
        }
    }

    private void make(IndexCatalog catalog, NamedIndex index, String schema) throws SQLException {
        LOG.infof("search-index: %s is being made on %s", index.name(), table);
        long begin = System.nanoTime();
        try (BuildProgress progress = new BuildProgress(connections, index.name(), catalog.process())) {
            catalog.execute(index.statement(table, schema));
        }
        // PostgreSQL keeps statistics of an expression only for an index on it, and gathers them by itself much later.
        catalog.execute("analyze " + table);
        LOG.infof("search-index: %s was made in %.1f s", index.name(), (System.nanoTime() - begin) / 1e9);
    }

    private static void drop(IndexCatalog catalog, IndexCatalog.Found index) throws SQLException {
        catalog.execute("drop index concurrently if exists " + index.path());
        LOG.infof("search-index: %s was dropped", index.path());
    }

    /**
     * The first line of the message, for the log. The statements contain no user's data. Some messages of the driver
     * have a second line about the position in the statement.
     */
    private static String firstLine(Exception failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
    }
}
