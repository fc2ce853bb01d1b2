package io.usersapi.keycloak.account.session;

import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.module.ModuleSwitch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.session.JpaSessionUtil;
import org.keycloak.models.jpa.session.PersistentUserSessionEntity;
import org.keycloak.transaction.RequestContextHelper;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * The sessions that one transaction has read from the database. Keycloak puts such a session into its cache
 * (PersistentUserSessionProvider.importUserSession). Where another transaction ends the session meanwhile, it would live on
 * there. So after the transaction, also one that is rolled back, the database is asked whether it still has them. Whoever
 * ends a session looks into the cache after the commit ({@link EndedSessions}): one of the two sees the other.
 *
 * <p>A request whose sessions are in the cache reads none, except when it commits, and then it puts none into the cache.
 */
public final class ReadSessions extends AbstractKeycloakTransaction {

    private static final Logger LOG = Logger.getLogger(ReadSessions.class);

    /** The attribute of Keycloak's session that keeps what it has read. */
    private static final String NAME = ReadSessions.class.getName();

    /** What Keycloak calls the task that writes sessions. */
    private static final String WRITING = "Database Update";

    /** How many sessions a statement names. SQL Server takes 2,100 parameters. */
    private static final int AT_ONCE = 1000;

    private final KeycloakSessionFactory factory;
    /** By the ids of their realms: an administrator of one realm reads the sessions of another. */
    private final Map<String, List<NamedSession>> read = new HashMap<>();

    private boolean closed;

    private ReadSessions(KeycloakSession session) {
        this.factory = session.getKeycloakSessionFactory();
    }

    /** Hears from Hibernate of each session that is loaded. */
    public static final class Listener implements PostLoadEventListener {

        @Override
        public void onPostLoad(PostLoadEvent event) {
            if (event.getEntity() instanceof PersistentUserSessionEntity row) {
                KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
                if (session != null && !session.isClosed() && !isWriting(session)) {
                    of(session).add(session, row);
                }
            }
        }
    }

    /**
     * Whether the session of Keycloak is one that only writes what another has changed in sessions, as where transactions read
     * from snapshots (DefaultInfinispanTransactionProvider).
     */
    private static boolean isWriting(KeycloakSession session) {
        return WRITING.equals(RequestContextHelper.getContext(session).getContextInfo());
    }

    private static ReadSessions of(KeycloakSession session) {
        ReadSessions sessions = session.getAttribute(NAME, ReadSessions.class);
        if (sessions == null) {
            sessions = new ReadSessions(session);
            session.setAttribute(NAME, sessions);
        }
        return sessions;
    }

    /** Passes over what the session of Keycloak reads from now on: it puts no more into the cache. */
    public static void overlookFurther(KeycloakSession session) {
        of(session).closed = true;
    }

    private void add(KeycloakSession session, PersistentUserSessionEntity row) {
        if (closed || isOff(session, row.getRealmId())) {
            return;
        }
        if (read.isEmpty()) {
            try {
                session.getTransactionManager().enlistAfterCompletion(this);
            } catch (IllegalStateException committing) {
                closed = true;
                return;
            }
        }
        read.computeIfAbsent(row.getRealmId(), realm -> new ArrayList<>())
                .add(new NamedSession(
                        row.getUserSessionId(), row.getUserId(), JpaSessionUtil.offlineFromString(row.getOffline())));
    }

    /**
     * Whether the module is off in the realm of a session, so that there is nothing to look at after the transaction. Only the
     * realm at hand is asked: in the middle of a load no other one is looked up.
     */
    private static boolean isOff(KeycloakSession session, String realmId) {
        RealmModel realm = session.getContext().getRealm();
        return realm != null && realm.getId().equals(realmId) && !ModuleSwitch.isEnabled(realm);
    }

    @Override
    protected void commitImpl() {
        lookAgain();
    }

    @Override
    protected void rollbackImpl() {
        lookAgain();
    }

    /** A failure is logged: it must not become the answer to a request that was committed. */
    private void lookAgain() {
        closed = true;
        try {
            read.forEach(this::lookAgain);
        } catch (RuntimeException failed) {
            LOG.errorf(
                    "Whether sessions have ended while they were read could not be looked up (%s)",
                    failed.getClass().getSimpleName());
            LOG.debug("Looking again failed", failed);
        }
    }

    private void lookAgain(String realmId, List<NamedSession> sessions) {
        for (int from = 0; from < sessions.size(); from += AT_ONCE) {
            List<NamedSession> some = sessions.subList(from, Math.min(from + AT_ONCE, sessions.size()));
            Contention.again(factory, realmId, (later, realm) -> {
                if (ModuleSwitch.isEnabled(realm)) {
                    overlookFurther(later);
                    EndedSessions.removeFound(later, ended(later, some));
                }
            });
        }
    }

    private static List<NamedSession> ended(KeycloakSession later, List<NamedSession> some) {
        Set<Kept> kept = Set.copyOf(later.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select s.userSessionId, s.offline from PersistentUserSessionEntity s where s.userSessionId in (:ids)",
                        Kept.class)
                .setParameter("ids", some.stream().map(NamedSession::id).toList())
                .getResultList());
        return some.stream()
                .filter(named -> !kept.contains(new Kept(named.id(), JpaSessionUtil.offlineToString(named.offline()))))
                .toList();
    }

    /** A session that the database still has, as the columns tell it. */
    private record Kept(String id, String offline) {}
}
