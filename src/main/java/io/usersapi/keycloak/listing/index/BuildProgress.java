package io.usersapi.keycloak.listing.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Logs every ten seconds how far PostgreSQL is with making an index, until it is closed. */
final class BuildProgress implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BuildProgress.class);
    private static final int EACH_SECONDS = 10;

    /** PostgreSQL counts anew in each phase: lockers to wait for, then blocks, then rows. */
    private static final String QUERY = "select phase, lockers_done + blocks_done + tuples_done,"
            + " lockers_total + blocks_total + tuples_total from pg_stat_progress_create_index where pid = ?";

    private final Supplier<Connection> connections;
    private final String index;
    private final int process;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "users-api-search-index-progress");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Begins to log.
     *
     * @param process the number of PostgreSQL's process that makes the index
     */
    BuildProgress(Supplier<Connection> connections, String index, int process) {
        this.connections = connections;
        this.index = index;
        this.process = process;
        clock.scheduleWithFixedDelay(this::tell, EACH_SECONDS, EACH_SECONDS, TimeUnit.SECONDS);
    }

    private void tell() {
        try (Connection connection = connections.get();
                PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setInt(1, process);
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    LOG.infof(
                            "search-index: %s: %s, %d of %d",
                            index, rows.getString(1), rows.getLong(2), rows.getLong(3));
                }
            }
        } catch (SQLException | RuntimeException untold) {
            // PostgreSQL makes the index whether or not its progress can be read.
            LOG.debug("The progress of an index cannot be read", untold);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
