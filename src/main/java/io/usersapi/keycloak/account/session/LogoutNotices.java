package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.session.EndedSession.Part;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider;
import org.keycloak.events.Details;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.services.resources.IdentityBrokerService;

/**
 * Tells clients and identity providers that sessions were ended (OpenID Connect Back-Channel Logout 1.0). All are told
 * at the same time, each by its own protocol as Keycloak does (AuthenticationManager.backchannelLogoutAll), and each of
 * no more than four sessions at once. The caller waits up to five seconds for all of them together.
 */
public final class LogoutNotices {

    private static final Logger LOG = Logger.getLogger(LogoutNotices.class);
    /** The time for which Keycloak's HTTP client waits for an answer (DefaultHttpClientFactory). */
    private static final long PATIENCE_SECONDS = 5;

    private static final NoticeLanes LANES = new NoticeLanes();

    private final KeycloakSession session;
    private final String realmId;

    public LogoutNotices(KeycloakSession session, String realmId) {
        this.session = session;
        this.realmId = realmId;
    }

    /** Tells everybody who took part in the sessions. A failure is logged. */
    public void send(List<EndedSession> ended) {
        if (ended.isEmpty()) {
            return;
        }
        NoticeOrigin origin = NoticeOrigin.of(session.getContext());
        Executor threads = threads();
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        CompletableFuture<?>[] notices = ended.stream()
                .flatMap(LogoutNotices::notices)
                .filter(notice -> LANES.hasRoom(lane(notice)))
                .map(notice ->
                        CompletableFuture.runAsync(() -> run(factory, origin, notice), LANES.to(lane(notice), threads)))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(notices).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException someoneHangs) {
            LOG.debugf("Realm %s: a client did not take a log-out within %d s", realmId, PATIENCE_SECONDS);
        } catch (ExecutionException failed) {
            LOG.warnf(
                    "Realm %s: a log-out could not be told: %s",
                    realmId, failed.getCause().getClass().getSimpleName());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A receiver in its realm, as the log names it, too. */
    private String lane(Notice notice) {
        return "Realm " + realmId + ", receiver " + notice.receiver();
    }

    /**
     * Keycloak's threads for these notices, which end with the server. Keycloak makes four of them, and more only when its
     * queue is full, which never happens (DefaultExecutorsProviderFactory): so it is told to make as many as it may.
     */
    private Executor threads() {
        ExecutorService threads = session.getProvider(ExecutorsProvider.class).getExecutor("users-api-logout-notices");
        if (threads instanceof ThreadPoolExecutor pool && pool.getCorePoolSize() < pool.getMaximumPoolSize()) {
            pool.allowCoreThreadTimeOut(true);
            pool.setCorePoolSize(pool.getMaximumPoolSize());
        }
        return threads;
    }

    /**
     * What one receiver is told of one session.
     *
     * @param receiver Keycloak's internal id of the client, or the alias of the identity provider
     * @param issuer as {@link EndedSession#issuer()}, of the client itself where it has one
     */
    private record Notice(String receiver, String issuer, Consumer<KeycloakSession> act) {}

    private static Stream<Notice> notices(EndedSession ended) {
        Stream<Notice> toClients = ended.parts().stream()
                .map(part -> new Notice(
                        part.clientId(), part.issuerOr(ended.issuer()), later -> toClient(later, ended, part)));
        String alias = ended.notes().get(Details.IDENTITY_PROVIDER);
        return ended.brokerSessionId() == null || alias == null
                ? toClients
                : Stream.concat(
                        toClients,
                        Stream.of(new Notice(alias, ended.issuer(), later -> toBroker(later, ended, alias))));
    }

    private void run(KeycloakSessionFactory factory, NoticeOrigin origin, Notice notice) {
        KeycloakModelUtils.runJobInTransaction(factory, later -> {
            RealmModel realm = later.realms().getRealm(realmId);
            if (realm != null) {
                origin.orOf(notice.issuer()).applyTo(later.getContext());
                later.getContext().setRealm(realm);
                notice.act().accept(later);
            }
        });
    }

    private static void toClient(KeycloakSession session, EndedSession ended, Part part) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = realm.getClientById(part.clientId());
        if (client != null) {
            UserSessionModel copy = ended.copy(session, realm);
            protocol(session, part).backchannelLogout(copy, EndedSession.copy(part, client, copy, session));
        }
    }

    private static LoginProtocol protocol(KeycloakSession session, Part part) {
        return session.getProvider(LoginProtocol.class, part.protocol())
                .setRealm(session.getContext().getRealm())
                .setUriInfo(session.getContext().getUri());
    }

    private static void toBroker(KeycloakSession session, EndedSession ended, String alias) {
        RealmModel realm = session.getContext().getRealm();
        UserSessionModel copy = ended.copy(session, realm);
        try {
            UserAuthenticationIdentityProvider<?> provider = IdentityBrokerService.getIdentityProvider(session, alias);
            provider.backchannelLogout(session, copy, session.getContext().getUri(), realm);
        } catch (IdentityBrokerException gone) {
            LOG.debugf("Realm %s: the identity provider %s is gone", realm.getName(), alias);
        }
    }
}
