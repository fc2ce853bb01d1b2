package io.usersapi.keycloak.listing.session;

import io.usersapi.keycloak.account.value.AccountTimes;
import io.usersapi.keycloak.module.RealmSecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The sessions of a user of the session's realm, online and offline, the one that was used last first. */
public final class UserSessions {

    /** How many sessions are read: a program that signs in for each of its calls has a session for each call. */
    static final int MOST = 100;

    private static final Comparator<KeptSession> LAST_USED =
            Comparator.comparing(KeptSession::lastRefresh).reversed().thenComparing(KeptSession::id);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RealmSecret secret;

    public UserSessions(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.secret = new RealmSecret(session);
    }

    /** Of the sessions that Keycloak still accepts, the 100 that were used last. */
    public List<ListedSession> of(UserModel user) {
        return kept(user).map(this::listed).toList();
    }

    /**
     * The sessions that Keycloak still accepts, as Keycloak keeps them. Without persistent user sessions, Keycloak keeps
     * online sessions in memory alone.
     */
    private Stream<KeptSession> kept(UserModel user) {
        if (Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)) {
            return new SessionRows(
                            session,
                            session.getProvider(JpaConnectionProvider.class).getEntityManager())
                    .lastUsed(user.getId(), MOST).stream();
        }
        return Stream.concat(
                        session.sessions().getUserSessionsStream(realm, user),
                        session.sessions().getOfflineUserSessionsStream(realm, user))
                .map(KeptSession::of)
                .filter(kept -> kept.isAlive(realm))
                .sorted(LAST_USED)
                .limit(MOST);
    }

    private ListedSession listed(KeptSession kept) {
        return new ListedSession(
                publicId(kept),
                AccountTimes.iso(Time.toMillis(kept.started())),
                AccountTimes.iso(Time.toMillis(kept.lastRefresh())),
                kept.ipAddress(),
                kept.offline(),
                kept.clients());
    }

    /**
     * The id that answers show: an HMAC of Keycloak's own id. Keycloak's id stands in cookies and tokens, and a reader
     * of this API might try it there.
     */
    private String publicId(KeptSession kept) {
        String named = "users-api.session\n" + kept.offline() + "\n" + kept.id();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(secret.sign(named.getBytes(StandardCharsets.UTF_8)));
    }
}
