package io.usersapi.keycloak.account.session;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.session.PersistentClientSessionEntity;
import org.keycloak.models.jpa.session.PersistentUserSessionEntity;

/** All sessions of users, online and offline. */
public final class SessionsOfUsers {

    private final KeycloakSession session;
    private final RealmModel realm;

    public SessionsOfUsers(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Removes the sessions of whose end nobody is told, where this takes few statements: where there are many users. This
     * asks no other machine, and wants a transaction of its own, since {@link #end} may ask a user's directory.
     */
    public void endQuietly(Collection<String> userIds, Predicate<NamedSession> ends) {
        if (areMany(userIds)) {
            new QuietSessions(session).remove(userIds, ends);
        }
    }

    /** Whether there are many, and the database knows the sessions of all. */
    private static boolean areMany(Collection<String> userIds) {
        return userIds.size() > 1 && Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS);
    }

    /**
     * Ends sessions of the users who exist.
     *
     * @return what is to be told of them
     */
    public List<EndedSession> end(Collection<String> userIds, Predicate<NamedSession> ends) {
        // After the commit they are looked for as sessions that were ended.
        ReadSessions.overlookFurther(session);
        // They are collected, because removing a session changes what Keycloak reads.
        List<UserSessionModel> sessions = (areMany(userIds)
                        ? ofMany(userIds)
                        : userIds.stream().flatMap(this::ofOne))
                .filter(found -> ends.test(NamedSession.of(found)))
                .toList();
        List<EndedSession> ended = sessions.stream()
                .flatMap(found -> EndedSession.of(found).stream())
                .toList();
        EndedSessions.remove(session, sessions);
        return ended;
    }

    private Stream<UserSessionModel> ofOne(String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        return user == null
                ? Stream.empty()
                : Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user));
    }

    /**
     * Keycloak asks the database for each user, for each session and for each client of a session. What it will ask for is
     * read before, by one query for each kind of row: then Hibernate has the rows.
     */
    private Stream<UserSessionModel> ofMany(Collection<String> userIds) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<PersistentUserSessionEntity> rows = entities.createQuery(
                        "select s from PersistentUserSessionEntity s where s.realmId = :realm and s.userId in (:users)",
                        PersistentUserSessionEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("users", userIds)
                .getResultList();
        if (rows.isEmpty()) {
            return Stream.empty();
        }
        entities.createQuery(
                        "select c from PersistentClientSessionEntity c where c.userSessionId in"
                                + " (select s.userSessionId from PersistentUserSessionEntity s"
                                + " where s.realmId = :realm and s.userId in (:users))",
                        PersistentClientSessionEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("users", userIds)
                .getResultList();
        // Before each query Hibernate looks for changes of all that it has loaded. Of what is removed here no query
        // asks.
        entities.setFlushMode(FlushModeType.COMMIT);
        entities.unwrap(Session.class).byMultipleIds(UserEntity.class).multiLoad(List.copyOf(userIds));
        return rows.stream().map(this::model).filter(Objects::nonNull);
    }

    private UserSessionModel model(PersistentUserSessionEntity row) {
        String id = row.getUserSessionId();
        return row.getOffline().equals("1")
                ? session.sessions().getOfflineUserSession(realm, id)
                : session.sessions().getUserSession(realm, id);
    }
}
