package io.usersapi.keycloak.account.session;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * What must be known of a session that was ended, to tell the clients and the identity provider that took part in it.
 * The fields are those of Keycloak's {@code UserSessionModel}.
 *
 * @param issuer the address of the realm as a client of the session knows it; null where none does
 * @param notes the notes of the session
 * @param parts the clients that are to be told
 */
public record EndedSession(
        String id,
        String userId,
        String loginUsername,
        String ipAddress,
        String authMethod,
        String brokerSessionId,
        String brokerUserId,
        String issuer,
        Map<String, String> notes,
        List<Part> parts) {

    /**
     * The part that one client had in the session.
     *
     * @param clientId Keycloak's internal id of the client
     */
    record Part(String clientId, String protocol, String redirectUri, Map<String, String> notes) {

        static Part of(AuthenticatedClientSessionModel part) {
            return new Part(
                    part.getClient().getId(), part.getProtocol(), part.getRedirectUri(), Map.copyOf(part.getNotes()));
        }

        /** The address of the realm as this client knows it, or else the other. */
        String issuerOr(String other) {
            return notes.getOrDefault(OIDCLoginProtocol.ISSUER, other);
        }
    }

    /** What must be known of the session; empty where its user is gone. */
    static Optional<EndedSession> of(UserSessionModel ended) {
        return Optional.ofNullable(ended.getUser())
                .map(known -> new EndedSession(
                        ended.getId(),
                        known.getId(),
                        ended.getLoginUsername(),
                        ended.getIpAddress(),
                        ended.getAuthMethod(),
                        ended.getBrokerSessionId(),
                        ended.getBrokerUserId(),
                        issuer(ended),
                        Map.copyOf(ended.getNotes()),
                        ended.getAuthenticatedClientSessions().values().stream()
                                .filter(EndedSession::isTold)
                                .map(Part::of)
                                .toList()));
    }

    private static String issuer(UserSessionModel ended) {
        return ended.getAuthenticatedClientSessions().values().stream()
                .map(part -> part.getNote(OIDCLoginProtocol.ISSUER))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isTold(AuthenticatedClientSessionModel part) {
        return part.getProtocol() != null && isTold(part.getClient(), part.getProtocol());
    }

    /** Whether the client may be told of the end of a session in which it has taken part by its own protocol. */
    static boolean mayBeTold(ClientModel client) {
        return client != null && isTold(client, client.getProtocol());
    }

    /**
     * Whether the client has an address at which it wants to be told of a log-out
     * (AuthenticationManager.backchannelLogoutClientSession).
     */
    private static boolean isTold(ClientModel client, String protocol) {
        return client != null
                && client.isEnabled()
                && !client.isFrontchannelLogout()
                && (!OIDCLoginProtocol.LOGIN_PROTOCOL.equals(protocol)
                        || client.getManagementUrl() != null
                        || OIDCAdvancedConfigWrapper.fromClientModel(client).getBackchannelLogoutUrl() != null);
    }

    /** A copy of the session in memory only. */
    UserSessionModel copy(KeycloakSession session, RealmModel realm) {
        UserModel user = session.users().getUserById(realm, userId);
        UserSessionModel copy = session.sessions()
                .createUserSession(
                        id,
                        realm,
                        user == null ? new GoneUser(session, realm, this) : user,
                        loginUsername,
                        ipAddress,
                        authMethod,
                        false,
                        brokerSessionId,
                        brokerUserId,
                        SessionPersistenceState.TRANSIENT);
        notes.forEach(copy::setNote);
        return copy;
    }

    /**
     * A user who was removed, by what a notice tells of it. Keycloak asks its stores for every user of a session, unless the
     * user is of this kind (PersistentUserSessionProvider.createUserSession).
     */
    private static final class GoneUser extends LightweightUserAdapter {

        GoneUser(KeycloakSession session, RealmModel realm, EndedSession ended) {
            super(session, realm, ended.userId());
            this.id = ended.userId();
            setUsername(ended.loginUsername());
        }
    }

    /** The part of the client in a {@link #copy}. */
    static AuthenticatedClientSessionModel copy(
            Part part, ClientModel client, UserSessionModel copy, KeycloakSession session) {
        AuthenticatedClientSessionModel copied = session.sessions().createClientSession(copy.getRealm(), client, copy);
        copied.setProtocol(part.protocol());
        copied.setRedirectUri(part.redirectUri());
        part.notes().forEach(copied::setNote);
        return copied;
    }
}
