package io.usersapi.keycloak.listing.session;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.session.JpaSessionUtil;
import org.keycloak.models.jpa.session.PersistentClientSessionEntity;
import org.keycloak.models.jpa.session.PersistentUserSessionEntity;
import org.keycloak.util.JsonSerialization;

/**
 * A user's sessions in Keycloak's tables. They are read in two statements, however many there are. The tables are read
 * directly, so that no session gets into a cache: a session that ends at this moment could live on there.
 */
final class SessionRows {

    private static final String ALIVE =
            Stream.of(SessionKind.values()).map(SessionKind::alive).collect(Collectors.joining(" or "));

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EntityManager entities;

    SessionRows(KeycloakSession session, EntityManager entities) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.entities = entities;
    }

    /**
     * The sessions of the user that were used last, the latest first, of those that Keycloak still accepts. Keycloak
     * removes the others from its tables some minutes later.
     *
     * @param most how many
     */
    List<KeptSession> lastUsed(String userId, int most) {
        TypedQuery<PersistentUserSessionEntity> query = entities.createQuery(
                        "select s from PersistentUserSessionEntity s where s.userId = :user and s.realmId = :realm and ("
                                + ALIVE + ") order by s.lastSessionRefresh desc, s.userSessionId, s.offline",
                        PersistentUserSessionEntity.class)
                .setParameter("user", userId)
                .setParameter("realm", realm.getId());
        for (SessionKind kind : SessionKind.values()) {
            query.setParameter(kind.used(), kind.usedAfter(realm))
                    .setParameter(kind.started(), kind.startedAfter(realm));
        }
        List<PersistentUserSessionEntity> rows = query.setMaxResults(most).getResultList();
        Map<String, List<ClientModel>> clients = rows.isEmpty() ? Map.of() : clients(rows);
        return rows.stream()
                .map(row -> new KeptSession(
                        row.getUserSessionId(),
                        JpaSessionUtil.offlineFromString(row.getOffline()),
                        row.getCreatedOn(),
                        row.getLastSessionRefresh(),
                        row.isRememberMe(),
                        ipAddress(row.getData()),
                        KeptSession.clientIds(
                                clients
                                        .getOrDefault(key(row.getUserSessionId(), row.getOffline()), List.of())
                                        .stream())))
                .toList();
    }

    private Map<String, List<ClientModel>> clients(List<PersistentUserSessionEntity> rows) {
        try (Stream<PersistentClientSessionEntity> parts = entities.createQuery(
                        "select c from PersistentClientSessionEntity c where c.userSessionId in (:ids)",
                        PersistentClientSessionEntity.class)
                .setParameter(
                        "ids",
                        rows.stream()
                                .map(PersistentUserSessionEntity::getUserSessionId)
                                .distinct()
                                .toList())
                .getResultStream()) {
            return parts.filter(part -> client(part) != null)
                    .collect(Collectors.groupingBy(
                            part -> key(part.getUserSessionId(), part.getOffline()),
                            Collectors.mapping(this::client, Collectors.toList())));
        }
    }

    private ClientModel client(PersistentClientSessionEntity part) {
        return session.clients().getClientById(realm, JpaSessionUtil.getClientId(part));
    }

    private static String key(String id, String offline) {
        return id + " " + offline;
    }

    /**
     * The IP address in the JSON that Keycloak writes (PersistentUserSessionAdapter.PersistentUserSessionData), or
     * null.
     */
    private static String ipAddress(String data) {
        try {
            return data == null
                    ? null
                    : JsonSerialization.mapper.readTree(data).path("ipAddress").textValue();
        } catch (IOException unreadable) {
            return null;
        }
    }
}
