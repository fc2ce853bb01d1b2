package io.usersapi.keycloak.account.state;

import java.sql.Connection;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What the database holds, apart from what the current transaction has written, under every isolation level. */
public final class CommittedState {

    private CommittedState() {}

    /**
     * What a question finds in a realm, apart from what this transaction has written: the transaction may just have given
     * what is asked about.
     *
     * @param realmId the id of the realm in which the question is asked
     */
    public static <T> T in(KeycloakSession session, String realmId, Function<KeycloakSession, T> question) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            other.getContext().setRealm(other.realms().getRealm(realmId));
            return question.apply(other);
        });
    }

    /** Whether plain reads of a transaction show the state at its beginning, as on MariaDB. */
    public static boolean isReadFromSnapshots(Session session) {
        return session.doReturningWork(
                connection -> connection.getTransactionIsolation() >= Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** Those of the users who are soft-deleted by what has been committed up to now, by whatever transaction. */
    public static Set<String> tombstones(KeycloakSession session, Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), other -> tombstonesFor(other, userIds));
    }

    /** Those of the users who are soft-deleted as this transaction sees them, with what it has written. */
    public static Set<String> tombstonesFor(KeycloakSession session, Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        // Hibernate keeps no plan of a query with a list.
        boolean isOne = userIds.size() == 1;
        return Set.copyOf(session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.id from UserEntity u where u.id " + (isOne ? "= :id" : "in (:id)") + " and "
                                + AccountState.TOMBSTONE,
                        String.class)
                .setParameter("id", isOne ? userIds.iterator().next() : userIds)
                .getResultList());
    }
}
