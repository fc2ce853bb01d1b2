package io.usersapi.keycloak.bulk;

import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Whether a transaction has reached its end in the database. A commit also fails where that was reached, by what follows:
 * caches are told, sessions end, listeners of other extensions have their own work (DefaultKeycloakTransactionManager).
 */
public final class Committed {

    private static final Logger LOG = Logger.getLogger(Committed.class);

    private final KeycloakSession session;
    private boolean committed;

    private Committed(KeycloakSession session) {
        this.session = session;
    }

    /** Begins to look at the session's transaction. */
    public static Committed of(KeycloakSession session) {
        Committed committed = new Committed(session);
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                committed.committed = true;
            }

            @Override
            protected void rollbackImpl() {
                // Nothing is committed.
            }
        });
        return committed;
    }

    /** Whether the database has committed. */
    public boolean isSo() {
        return committed;
    }

    /** Commits the session's transaction. What follows may fail: that is logged. */
    public void commitNow() {
        try {
            session.getTransactionManager().commit();
        } catch (RuntimeException failed) {
            if (!committed) {
                throw failed;
            }
            // Without the message, which can carry an address.
            LOG.warnf("What followed a commit failed: %s", failed.getClass().getName());
        }
    }
}
