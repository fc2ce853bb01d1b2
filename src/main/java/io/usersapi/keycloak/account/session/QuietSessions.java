package io.usersapi.keycloak.account.session;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.LockOptions;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.session.JpaSessionUtil;
import org.keycloak.models.jpa.session.PersistentClientSessionEntity;

/**
 * The sessions of many users of whose end nobody is told: no identity provider and no client has asked for it. Their rows
 * are removed together, by a few statements, where Keycloak sends eight for each session. From the caches they go after the
 * commit, by {@link EndedSessions}. A session whose row another transaction has locked is left alone.
 */
final class QuietSessions {

    /** How many sessions a statement names. SQL Server takes 2,100 parameters. */
    private static final int AT_ONCE = 1000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;

    QuietSessions(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** The part of a client in a session, as the columns tell it. */
    private record Part(String sessionId, String offline, String clientId) {}

    /** Removes sessions of the users. */
    void remove(Collection<String> userIds, Predicate<NamedSession> ends) {
        List<NamedSession> ending = free(userIds).stream().filter(ends).toList();
        for (int from = 0; from < ending.size(); from += AT_ONCE) {
            List<NamedSession> quiet = quiet(ending.subList(from, Math.min(from + AT_ONCE, ending.size())));
            EndedSessions.endAgainAfterCommit(session, quiet);
            quiet.stream()
                    .collect(Collectors.groupingBy(
                            NamedSession::offline, Collectors.mapping(NamedSession::id, Collectors.toList())))
                    .forEach(this::delete);
        }
    }

    /** Locks the rows, where nobody else has. */
    private List<NamedSession> free(Collection<String> userIds) {
        return entities.createQuery(
                        "select s.userSessionId, s.userId, case when s.offline = '1' then true else false end"
                                + " from PersistentUserSessionEntity s where s.realmId = :realm and s.userId in (:users)"
                                + " and s.brokerSessionId is null order by s.userSessionId, s.offline",
                        NamedSession.class)
                .setParameter("realm", realm.getId())
                .setParameter("users", userIds)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", LockOptions.SKIP_LOCKED)
                .getResultList();
    }

    private List<NamedSession> quiet(List<NamedSession> some) {
        List<Part> parts = entities.createQuery(
                        "select c.userSessionId, c.offline, c.clientId from PersistentClientSessionEntity c"
                                + " where c.userSessionId in (:ids)",
                        Part.class)
                .setParameter("ids", some.stream().map(NamedSession::id).toList())
                .getResultList();
        Set<String> told = parts.stream()
                .map(Part::clientId)
                .distinct()
                .filter(this::mayBeTold)
                .collect(Collectors.toSet());
        Set<String> loud = parts.stream()
                .filter(part -> told.contains(part.clientId()))
                .map(part -> part.sessionId() + part.offline())
                .collect(Collectors.toSet());
        return some.stream()
                .filter(named -> !loud.contains(named.id() + JpaSessionUtil.offlineToString(named.offline())))
                .toList();
    }

    private boolean mayBeTold(String clientId) {
        // The clients of other stores all have this id here.
        return clientId.equals(PersistentClientSessionEntity.EXTERNAL)
                || EndedSession.mayBeTold(realm.getClientById(clientId));
    }

    private void delete(boolean offline, List<String> ids) {
        Stream.of("PersistentClientSessionEntity", "PersistentUserSessionEntity")
                .forEach(rows -> entities.createQuery(
                                "delete from " + rows + " r where r.offline = :offline and r.userSessionId in (:ids)")
                        .setParameter("offline", JpaSessionUtil.offlineToString(offline))
                        .setParameter("ids", ids)
                        .executeUpdate());
    }
}
