package io.usersapi.keycloak.listing.session;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * A session as Keycloak keeps it, in its tables or in memory.
 *
 * @param id Keycloak's id of the session; an offline session can share it with the session from which it was made
 * @param started in seconds since 1970
 * @param lastRefresh in seconds since 1970
 * @param clients the client ids of the applications that take part, in alphabetical order
 */
record KeptSession(
        String id,
        boolean offline,
        int started,
        int lastRefresh,
        boolean rememberMe,
        String ipAddress,
        List<String> clients) {

    static KeptSession of(UserSessionModel model) {
        return new KeptSession(
                model.getId(),
                model.isOffline(),
                model.getStarted(),
                model.getLastSessionRefresh(),
                model.isRememberMe(),
                model.getIpAddress(),
                clientIds(
                        model.getAuthenticatedClientSessions().values().stream().map(part -> part.getClient())));
    }

    /**
     * The client ids, in alphabetical order. A client that was removed meanwhile is null in the stream, and is left
     * out.
     */
    static List<String> clientIds(Stream<ClientModel> clients) {
        return clients.filter(Objects::nonNull)
                .map(ClientModel::getClientId)
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether Keycloak still accepts the session at this moment. */
    boolean isAlive(RealmModel realm) {
        SessionKind kind = SessionKind.of(offline, rememberMe);
        return lastRefresh > kind.usedAfter(realm) && started > kind.startedAfter(realm);
    }
}
