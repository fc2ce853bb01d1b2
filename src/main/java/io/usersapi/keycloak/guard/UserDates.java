package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.lock.StoredId;
import io.usersapi.keycloak.account.state.AccountAttributes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Set;
import org.hibernate.LockOptions;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.Update;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.models.jpa.entities.UserVerifiableCredentialEntity;

/** Sets the time of a user's last change, which Keycloak itself does not keep. */
final class UserDates {

    /** The columns of a user's row that people see. A change of one of them sets the time of the last change. */
    private static final Set<String> VISIBLE =
            Set.of("username", "email", "firstName", "lastName", "enabled", "emailVerified");

    private UserDates() {}

    static boolean isVisible(String column) {
        return VISIBLE.contains(column);
    }

    /** The current time, but later than every time that the row had: two changes within a millisecond get two times. */
    static Long later(Long written, Long before) {
        long now = Math.max(Time.currentTimeMillis(), written == null ? 0 : written);
        return before == null ? now : Math.max(now, before + 1);
    }

    /** The id of the user to whom the new row gives a right or a way to sign in, or null. */
    static String userWhoGains(Object entity) {
        if (entity instanceof UserRoleMappingEntity role) {
            return role.getUser().getId();
        }
        if (entity instanceof UserGroupMembershipEntity group) {
            return group.getUser().getId();
        }
        if (entity instanceof CredentialEntity credential) {
            return credential.getUser().getId();
        }
        if (entity instanceof UserVerifiableCredentialEntity credential) {
            return credential.getUser().getId();
        }
        return entity instanceof FederatedIdentityEntity identity
                ? identity.getUser().getId()
                : null;
    }

    /**
     * Sets the time for a change that did not write the user's row, for example a role that was taken away. Where
     * another transaction has locked the row, nothing is done: that transaction sets the time. Waiting could end in a
     * deadlock, since this transaction may have locked the role, which the other may ask for next. A row whose time was set
     * stays locked.
     *
     * @param onlyAlive whether nothing is done, either, where the row has a username that is reserved for tombstones
     * @return whether the time was set
     */
    static boolean touch(KeycloakSession session, String userId, boolean onlyAlive) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        SharedSessionContractImplementor hibernate = entities.unwrap(SharedSessionContractImplementor.class);
        String restriction = onlyAlive ? unlessTombstone(hibernate) : "";
        return hibernate.getFactory().getJdbcServices().getDialect() instanceof PostgreSQLDialect
                ? dateIfFree(hibernate, userId, restriction)
                : isFree(session, userId, "") && date(hibernate, userId, restriction);
    }

    /**
     * Locks the row of a user without setting a time, unless another transaction has locked it.
     *
     * @return whether the row is locked, and has no username that is reserved for tombstones
     */
    static boolean lockAlive(KeycloakSession session, String userId) {
        return isFree(session, userId, " and u.username not like '" + AccountAttributes.TOMBSTONE_PREFIX + "%'");
    }

    /**
     * Whether nobody else holds the lock of the user's row; then this transaction holds it.
     *
     * @throws RuntimeException as {@link Refusal#unknown} where the row has the id in another spelling
     */
    private static boolean isFree(KeycloakSession session, String userId, String restriction) {
        List<String> free = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("select u.id from UserEntity u where u.id = :id" + restriction, String.class)
                .setParameter("id", userId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", LockOptions.SKIP_LOCKED)
                .getResultList();
        if (!free.isEmpty() && !free.contains(userId)) {
            throw Refusal.unknown(session);
        }
        return !free.isEmpty();
    }

    /**
     * Locks the row of a user who is about to gain a right or a way to sign in, and sets the time of change. The row is
     * locked before the new row refers to it. If two transactions locked it afterwards, they would wait for each other
     * on MariaDB, where a foreign key holds a shared lock.
     *
     * @return false where the username has the form that is reserved for tombstones, or the row has the id in another
     *     spelling; then nothing is set
     */
    static boolean dateUnlessTombstone(SharedSessionContractImplementor session, String id) {
        String key = users(session).getIdentifierColumnNames()[0];
        return date(session, id, unlessTombstone(session) + StoredId.exactly(session, key));
    }

    private static String unlessTombstone(SharedSessionContractImplementor session) {
        String username = UserRows.column(users(session), UserRows.USERNAME);
        return " and " + username + " not like '" + AccountAttributes.TOMBSTONE_PREFIX + "%'";
    }

    /** In SQL: Hibernate translates an update in JPQL anew whenever it runs (SqmInterpretationsKey.generateNonSelectKey). */
    private static boolean date(SharedSessionContractImplementor session, String id, String restriction) {
        EntityPersister users = users(session);
        String sql = new Update(session.getFactory())
                        .setTableName(users.getTableName())
                        .addAssignment(UserRows.column(users, UserRows.LAST_MODIFIED))
                        .addRestriction(users.getIdentifierColumnNames()[0])
                        .toStatementString()
                + restriction;
        return update(session, sql, id);
    }

    /** The same in one statement, on the database that can, where nobody else holds the lock of the user's row. */
    private static boolean dateIfFree(SharedSessionContractImplementor session, String id, String restriction) {
        EntityPersister users = users(session);
        String key = users.getIdentifierColumnNames()[0];
        String sql = "update " + users.getTableName() + " set " + UserRows.column(users, UserRows.LAST_MODIFIED)
                + " = ? where " + key
                + " = (select " + key + " from " + users.getTableName() + " where " + key
                + " = ? for no key update skip locked)" + restriction;
        return update(session, sql, id);
    }

    private static boolean update(SharedSessionContractImplementor session, String sql, String id) {
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, Time.currentTimeMillis());
                // Where the database compares by a collation, the exact comparison has the id once more.
                for (int at = 2; at <= sql.chars().filter(sign -> sign == '?').count(); at++) {
                    statement.setString(at, id);
                }
                return statement.executeUpdate() > 0;
            }
        });
    }

    private static EntityPersister users(SharedSessionContractImplementor session) {
        return session.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
    }
}
