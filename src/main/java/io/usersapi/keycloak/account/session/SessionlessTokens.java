package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
import jakarta.persistence.LockModeType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.keycloak.OAuth2Constants;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

/**
 * Tokens that belong to no session: those of the JWT authorization grant (RFC 7523) and of the pre-authorized code of
 * verifiable credentials, and what is exchanged for them. No
 * session ends with which they would end, so the user's {@code notBefore} alone tells. It counts in seconds, and Keycloak lets
 * tokens of the very second pass (TokenManager.NotBeforeCheck). Keycloak looks for a user who is gone by the name that the
 * token tells (TokenManager.lookupUserFromStatelessToken), which may be that of another user by now.
 *
 * <p>A request for such a token looks at its user once more after its commit, and gets no token where the user's sessions were
 * ended since the request began, or since the token or the code was issued that it exchanges.
 */
public final class SessionlessTokens extends AbstractKeycloakTransaction {

    /** The grants that make a token without a session. */
    private static final Set<EventType> GRANTS =
            Set.of(EventType.JWT_AUTHORIZATION_GRANT, EventType.VERIFIABLE_CREDENTIAL_PRE_AUTHORIZED_GRANT);

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final String userId;
    /** In seconds since 1970: what ended the user's sessions from then on counts. */
    private final int since;

    private final Supplier<RuntimeException> refusal;

    private SessionlessTokens(KeycloakSession session, UserModel user, int since, Supplier<RuntimeException> refusal) {
        this.factory = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.userId = user.getId();
        this.since = since;
        this.refusal = refusal;
    }

    /**
     * Whether the token, which belongs to no session, is another user's or from before what ended the sessions of the
     * user. That of a service account is neither, and a transient user lives in one session alone.
     */
    public static boolean isOver(KeycloakSession session, UserModel user, AccessToken token) {
        if (user.getServiceAccountClientLink() != null || LightweightUserAdapter.isLightweightUser(user)) {
            return false;
        }
        RealmModel realm = session.getContext().getRealm();
        return !isOf(user, token) || token.getIat() <= session.users().getNotBeforeOfUser(realm, user);
    }

    /** Whether the token was issued to the user, and not to one of the same name, or of the same id before. */
    private static boolean isOf(UserModel user, AccessToken token) {
        // Stores that do not import users need not tell when their users were created.
        Long created = StorageId.isLocalStorage(user.getId()) ? user.getCreatedTimestamp() : null;
        return user.getId().equals(token.getSubject()) && (created == null || token.getIat() >= created / 1000);
    }

    /**
     * Looks at the user once more after the commit, if the request asks for a token without a session.
     *
     * @param event tells of a new token
     * @param requestBegun a time at which the request had not yet read the user, in milliseconds since 1970
     * @param refusal what to throw where the request gets no token
     */
    public static void lookAfterCommit(
            KeycloakSession session,
            UserModel user,
            Event event,
            long requestBegun,
            Supplier<RuntimeException> refusal) {
        // Where a token is exchanged, Keycloak has verified it (AuthenticationManager.verifyIdentityToken).
        AccessToken exchanged = session.getContext().getBearerToken() instanceof AccessToken token ? token : null;
        boolean isGranted = GRANTS.contains(event.getType());
        if (!isGranted && (exchanged == null || exchanged.getSessionId() != null || isForAnotherUser(session, event))) {
            return;
        }
        int begun = (int) (requestBegun / 1000);
        int since = begun;
        if (event.getType() == EventType.VERIFIABLE_CREDENTIAL_PRE_AUTHORIZED_GRANT) {
            since = Math.min(begun, issueOfCode(session));
        } else if (exchanged != null) {
            since = isOf(user, exchanged) ? Math.min(begun, exchanged.getIat().intValue()) : 0;
        }
        session.getTransactionManager().enlistAfterCompletion(new SessionlessTokens(session, user, since, refusal));
    }

    /** Whether somebody asks for a token of another user, which has a session (V1TokenExchangeProvider). */
    private static boolean isForAnotherUser(KeycloakSession session, Event event) {
        return event.getType() == EventType.TOKEN_EXCHANGE
                && session.getContext()
                        .getHttpRequest()
                        .getDecodedFormParameters()
                        .containsKey(OAuth2Constants.REQUESTED_SUBJECT);
    }

    /**
     * When the code of the request was issued (JwtPreAuthCodeHandler), in seconds since 1970. A code that cannot be read
     * counts as older than whatever ended the user's sessions.
     */
    private static int issueOfCode(KeycloakSession session) {
        String code =
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst("pre-authorized_code");
        JsonWebToken read = session.tokens().decode(code, JsonWebToken.class);
        return read == null || read.getIat() == null ? 1 : read.getIat().intValue();
    }

    @Override
    protected void commitImpl() {
        AtomicBoolean isOver = new AtomicBoolean();
        Contention.again(factory, realmId, (later, realm) -> isOver.set(isOver(later, realm)));
        if (isOver.get()) {
            throw refusal.get();
        }
    }

    private boolean isOver(KeycloakSession later, RealmModel realm) {
        if (!StorageId.isLocalStorage(userId)) {
            UserModel user = later.users().getUserById(realm, userId);
            int notBefore = UserStorageUtil.userFederatedStorage(later).getNotBeforeOfUser(realm, userId);
            return user == null || !user.isEnabled() || notBefore >= since;
        }
        // Whoever refuses older tokens locks the row, too (OlderTokens): either that time is seen here, or it is not
        // before that of the new token, which it refuses.
        return !later.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.id from UserEntity u where u.id = :id and u.enabled = true and u.notBefore < :since",
                        String.class)
                .setParameter("id", userId)
                .setParameter("since", since)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .contains(userId);
    }

    @Override
    protected void rollbackImpl() {}
}
