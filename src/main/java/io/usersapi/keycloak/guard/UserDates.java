package io.usersapi.keycloak.guard;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.hibernate.LockOptions;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The date of a user's last change, which Keycloak itself does not keep. */
final class UserDates {

    private UserDates() {}

    /**
     * Dates a change that did not write the user's row, as a role that was taken away. A transaction that locked the role
     * first must not wait for the user's row, which another may have locked before it asks for the role. So a locked row
     * is left alone: whoever holds its lock dates the user.
     */
    static void touch(KeycloakSession session, String userId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (UserRows.dateIfFree(entities.unwrap(SharedSessionContractImplementor.class), userId)) {
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
}
