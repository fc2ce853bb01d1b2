package io.usersapi.keycloak.module.preparation;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.hibernate.jpa.HibernateHints;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Counts in the database until a time is up. Each count has a transaction of its own, since some databases end the
 * transaction of a query that was stopped. A realm of up to 10,000 users is counted to the end, within a minute, unless
 * the limit is zero. There the time goes into Hibernate's first translation of the queries, and nobody should be told
 * that a thousand users were too many.
 */
public final class BoundedCount {

    private static final Logger LOG = Logger.getLogger(BoundedCount.class);

    private static final int FEW = 10_000;
    private static final Duration LIMIT_OF_FEW = Duration.ofMinutes(1);

    private final KeycloakSessionFactory factory;
    private final long deadline;

    public BoundedCount(KeycloakSession session, Duration limit) {
        this.factory = session.getKeycloakSessionFactory();
        Duration most = !limit.isZero() && hasFew(session) ? LIMIT_OF_FEW : limit;
        this.deadline = System.nanoTime() + most.toNanos();
    }

    private static boolean hasFew(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select u.id from UserEntity u where u.realmId = :realm", String.class)
                .setParameter("realm", session.getContext().getRealm().getId())
                .setFirstResult(FEW)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** How many nanoseconds are left; not positive when the time is up. */
    private long nanosLeft() {
        return deadline - System.nanoTime();
    }

    /**
     * The result of a query; empty where the time was up or the query was stopped or failed.
     *
     * @param query makes the query and sets its parameters
     */
    public Optional<Long> of(Function<EntityManager, TypedQuery<Long>> query) {
        long left = nanosLeft();
        if (left <= 0) {
            return Optional.empty();
        }
        // JDBC has timeouts in whole seconds.
        int seconds = (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left));
        try {
            return Optional.of(KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> query.apply(
                            session.getProvider(JpaConnectionProvider.class).getEntityManager())
                    .setHint(HibernateHints.HINT_TIMEOUT, seconds)
                    .getSingleResult()));
        } catch (RuntimeException stopped) {
            // Databases and drivers have many names for a timeout.
            LOG.debug("A count was stopped", stopped);
            return Optional.empty();
        }
    }
}
