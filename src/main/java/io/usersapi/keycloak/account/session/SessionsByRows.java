package io.usersapi.keycloak.account.session;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.session.JpaSessionUtil;
import org.keycloak.models.jpa.session.PersistentClientSessionEntity;
import org.keycloak.models.jpa.session.PersistentUserSessionEntity;

/**
 * A walk through the sessions of users by their rows. Keycloak asks the database for each user, for each session and for each
 * client of a session. What it will ask for is read before, by one query for each kind of row: then Hibernate has the rows.
 */
final class SessionsByRows {

    /** How many sessions a transaction ends. */
    private static final int AT_ONCE = 200;

    private final Collection<String> userIds;
    private NamedSession last;
    private NamedSession read;
    private boolean isOver;

    SessionsByRows(Collection<String> userIds) {
        this.userIds = userIds;
    }

    /** The next sessions. A transaction that is carried out again gets the same. */
    Stream<UserSessionModel> next(KeycloakSession session) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        List<PersistentUserSessionEntity> rows =
                rows(entities, session.getContext().getRealm());
        isOver = rows.size() < AT_ONCE;
        if (rows.isEmpty()) {
            return Stream.empty();
        }
        read = named(rows.get(rows.size() - 1));
        entities.createQuery(
                        "select c from PersistentClientSessionEntity c where c.userSessionId in (:ids)",
                        PersistentClientSessionEntity.class)
                .setParameter(
                        "ids",
                        rows.stream()
                                .map(PersistentUserSessionEntity::getUserSessionId)
                                .toList())
                .getResultList();
        // Before each query Hibernate looks for changes of all that it has loaded. Of what is removed here no query
        // asks.
        entities.setFlushMode(FlushModeType.COMMIT);
        entities.unwrap(Session.class)
                .byMultipleIds(UserEntity.class)
                .multiLoad(rows.stream()
                        .map(PersistentUserSessionEntity::getUserId)
                        .distinct()
                        .toList());
        return rows.stream().flatMap(row -> named(row).find(session).stream());
    }

    /** Goes on behind the sessions of {@link #next}, whose transaction has committed; false where there are no more. */
    boolean goOn() {
        last = read;
        return !isOver;
    }

    private List<PersistentUserSessionEntity> rows(EntityManager entities, RealmModel realm) {
        String behind =
                last == null ? "" : " and (s.userSessionId > :id or (s.userSessionId = :id and s.offline > :offline))";
        TypedQuery<PersistentUserSessionEntity> query = entities.createQuery(
                        "select s from PersistentUserSessionEntity s where s.realmId = :realm and s.userId in (:users)"
                                + behind + " order by s.userSessionId, s.offline",
                        PersistentUserSessionEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("users", userIds)
                .setMaxResults(AT_ONCE);
        if (last != null) {
            query.setParameter("id", last.id());
            query.setParameter("offline", JpaSessionUtil.offlineToString(last.offline()));
        }
        return query.getResultList();
    }

    private static NamedSession named(PersistentUserSessionEntity row) {
        return new NamedSession(
                row.getUserSessionId(), row.getUserId(), row.getOffline().equals("1"));
    }
}
