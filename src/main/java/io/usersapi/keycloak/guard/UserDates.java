package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.AccountAttributes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.PreparedStatement;
import java.util.List;
import org.hibernate.LockOptions;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.Update;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

/** Sets the time of a user's last change, which Keycloak itself does not keep. */
final class UserDates {

    private UserDates() {}

    /**
     * Sets the time for a change that did not write the user's row, for example a role that was taken away. Where
     * another transaction has locked the row, nothing is done: that transaction sets the time. Waiting could end in a
     * deadlock, since this transaction may have locked the role, which the other may ask for next.
     */
    static void touch(KeycloakSession session, String userId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (dateIfFree(entities.unwrap(SharedSessionContractImplementor.class), userId)) {
            return;
        }
        List<String> free = entities.createQuery("select u.id from UserEntity u where u.id = :id", String.class)
                .setParameter("id", userId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", LockOptions.SKIP_LOCKED)
                .getResultList();
        if (!free.isEmpty()) {
            entities.createQuery("update UserEntity u set u.lastModifiedTimestamp = :now where u.id = :id")
                    .setParameter("now", Time.currentTimeMillis())
                    .setParameter("id", userId)
                    .executeUpdate();
        }
    }

    /**
     * Locks the row of a user who is about to gain a right or a way to sign in, and sets the time of change. The row is
     * locked before the new row refers to it. If two transactions locked it afterwards, they would wait for each other
     * on MariaDB, where a foreign key holds a shared lock.
     *
     * @return false where the username has the form that is reserved for tombstones; then nothing is set
     */
    static boolean dateUnlessTombstone(SharedSessionContractImplementor session, String id) {
        EntityPersister users = session.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
        String username = UserRows.column(users, UserRows.USERNAME);
        String sql = new Update(session.getFactory())
                        .setTableName(users.getTableName())
                        .addAssignment(UserRows.column(users, UserRows.LAST_MODIFIED))
                        .addRestriction(users.getIdentifierColumnNames()[0])
                        .toStatementString()
                + " and " + username + " not like '" + AccountAttributes.TOMBSTONE_PREFIX + "%'";
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, Time.currentTimeMillis());
                statement.setString(2, id);
                return statement.executeUpdate() > 0;
            }
        });
    }

    /**
     * Sets the time in one statement, where no other transaction has locked the row. Only PostgreSQL can do this.
     *
     * @return whether the database can do this
     */
    private static boolean dateIfFree(SharedSessionContractImplementor session, String id) {
        if (!(session.getFactory().getJdbcServices().getDialect() instanceof PostgreSQLDialect)) {
            return false;
        }
        EntityPersister users = session.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
        String key = users.getIdentifierColumnNames()[0];
        String sql = "update " + users.getTableName() + " set " + UserRows.column(users, UserRows.LAST_MODIFIED)
                + " = ? where " + key
                + " = (select " + key + " from " + users.getTableName() + " where " + key
                + " = ? for no key update skip locked)";
        session.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, Time.currentTimeMillis());
                statement.setString(2, id);
                statement.executeUpdate();
            }
        });
        return true;
    }
}
