package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.lock.FreeUsers;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.Update;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;
import org.keycloak.storage.federated.UserFederatedStorageProvider;

/** The tokens that users got before a time, which Keycloak calls <em>not before</em>. It never goes back. */
public final class OlderTokens {

    /** The property of Keycloak's user row, in seconds since 1970. */
    private static final String NOT_BEFORE = "notBefore";

    private OlderTokens() {}

    /**
     * Has tokens refused that were issued to the users up to now, in transactions of its own. Sets the column
     * {@code notBefore} of each user, and no other column: what another transaction wrote stays. The rows of many are
     * written together where they are free, so that this transaction waits for nobody while it holds locks.
     *
     * @return why it failed for one of the users, or null; the others are written all the same
     */
    public static RuntimeException refuse(KeycloakSessionFactory factory, String realmId, List<String> users) {
        List<String> rest = new ArrayList<>(users);
        if (users.size() > 1) {
            List<String> free = new ArrayList<>();
            Contention.again(factory, realmId, (later, realm) -> {
                free.clear();
                free.addAll(new FreeUsers(later).lock(users));
                refuse(later, free);
            });
            rest.removeAll(free);
        }
        RuntimeException failed = null;
        for (String user : rest) {
            try {
                Contention.again(factory, realmId, (later, realm) -> refuse(later, realm, user));
            } catch (RuntimeException lockedTooLong) {
                failed = lockedTooLong;
            }
        }
        return failed;
    }

    /**
     * Of users who have a row, in one statement. What is issued while another transaction has a row locked is older, too: where
     * the statement lasts beyond its second, it is sent once more, now that the rows are locked.
     */
    private static void refuse(KeycloakSession later, List<String> ids) {
        int asked = Time.currentTime();
        refuse(later, ids, asked);
        int locked = Time.currentTime();
        if (locked > asked) {
            refuse(later, ids, locked);
        }
    }

    private static void refuse(KeycloakSession later, List<String> ids, int now) {
        SharedSessionContractImplementor session = later.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class);
        EntityPersister users = session.getFactory().getMappingMetamodel().getEntityDescriptor(UserEntity.class);
        String notBefore = users.getPropertyColumnNames(NOT_BEFORE)[0];
        String sql = new Update(session.getFactory())
                        .setTableName(users.getTableName())
                        .addAssignment(notBefore)
                        .addRestriction(users.getIdentifierColumnNames()[0])
                        .toStatementString()
                + " and " + notBefore + " < ?";
        session.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (String id : ids) {
                    statement.setInt(1, now);
                    statement.setString(2, id);
                    statement.setInt(3, now);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    /**
     * Of one user, who may be of a directory. The row is waited for; where there is none, Keycloak keeps the time by itself
     * (UserFederatedStorageProvider).
     */
    private static void refuse(KeycloakSession later, RealmModel realm, String id) {
        UserCache cache = UserStorageUtil.userCache(later);
        // Before the row is locked: Keycloak may ask the user's directory. Where that has no such user any more,
        // Keycloak removes the row in another transaction.
        UserModel user = cache == null ? null : later.users().getUserById(realm, id);
        if (StorageId.isLocalStorage(id)) {
            refuse(later, List.of(id));
        } else {
            refuseOfNoRow(later, realm, id);
        }
        if (user != null) {
            cache.evict(realm, user);
        }
    }

    private static void refuseOfNoRow(KeycloakSession later, RealmModel realm, String id) {
        UserFederatedStorageProvider tables = UserStorageUtil.userFederatedStorage(later);
        int now = Time.currentTime();
        if (tables.getNotBeforeOfUser(realm, id) < now) {
            tables.setNotBeforeForUser(realm, id, now);
        }
    }
}
