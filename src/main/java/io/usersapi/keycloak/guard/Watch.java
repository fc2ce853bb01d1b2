package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.Settings;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * The guard of one transaction. It begins with the first row of users that the transaction loads or inserts. It looks
 * at what changed right before the commit, when a refusal still rolls the whole change back.
 */
public final class Watch {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    /** The attribute of Keycloak's session that keeps the watch. */
    private static final String NAME = Watch.class.getName();

    /** How often the guard looks at most. What the guard writes may need another look; one more is usually enough. */
    private static final int MAX_LOOKS = 8;

    private final KeycloakSession session;
    private final Settings settings;
    private final Changes changes = new Changes();
    private final Endings endings;
    private String realmOfRows;
    private SharedSessionContractImplementor hibernate;

    private Watch(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
        this.endings = new Endings(session, settings);
    }

    /** The watch over a session of Hibernate, or null where no session of Keycloak works with it in this thread. */
    static Watch of(SharedSessionContractImplementor hibernate, Settings settings) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null || session.isClosed()) {
            return null;
        }
        Watch watch = of(session, settings);
        if (watch.hibernate == null) {
            watch.hibernate = session.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .unwrap(SharedSessionContractImplementor.class);
        }
        // Where one session of Keycloak works within the thread of another, only its own rows count.
        return watch.hibernate == hibernate ? watch : null;
    }

    /** The watch over a session of Keycloak. It is made at the first call. */
    public static Watch of(KeycloakSession session, Settings settings) {
        Watch watch = session.getAttribute(NAME, Watch.class);
        if (watch == null) {
            watch = new Watch(session, settings);
            session.setAttribute(NAME, watch);
            watch.enlist();
        }
        return watch;
    }

    private void enlist() {
        try {
            session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    try {
                        keepRules(false);
                    } catch (RuntimeException refusal) {
                        endings.rollBackWith(refusal);
                        throw refusal;
                    }
                }

                @Override
                protected void rollbackImpl() {}
            });
            session.getTransactionManager().enlistAfterCompletion(endings);
            // These providers enlist their transactions when they are made. Made during the commit, they would be too
            // late; a task that imports users from a directory has made neither before.
            session.users();
            session.realms();
        } catch (IllegalStateException tooLate) {
            // The commit has begun. Users whom others load during the commit are not changed by this transaction.
            endings.forget();
        }
    }

    /** Whether the module is on in the realm where the session works. */
    boolean isOn() {
        return ModuleSwitch.isEnabled(realm());
    }

    /** The realm of the session; where a task in the background has none, that of the last user whose row was seen. */
    private RealmModel realm() {
        RealmModel realm = session.getContext().getRealm();
        return realm != null || realmOfRows == null ? realm : session.realms().getRealm(realmOfRows);
    }

    /** Notes the realm of a user whose row was seen. */
    void sees(String realmId) {
        realmOfRows = realmId;
    }

    /** What has changed and the guard has not looked at. */
    Changes changes() {
        return changes;
    }

    /** The sessions that are to end after the commit. */
    public Endings endings() {
        return endings;
    }

    /** Does work of the module's own. Whether the caller may give the permissions that the work gives is not asked. */
    public void trusting(Runnable work) {
        flush();
        Set<Changes.Grant> before = changes.takeGrants();
        work.run();
        flush();
        changes.takeGrants();
        before.forEach(grant -> changes.granted(grant.roleId(), grant.holder()));
    }

    private void flush() {
        session.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
    }

    /**
     * Is called before a row is inserted that gives a user a right or a way to sign in: locks the user's row and sets
     * the time of change, once in a transaction.
     */
    void beforeGain(SharedSessionContractImplementor hibernate, String userId) {
        if (!changes.isCreated(userId) && changes.date(userId) && !UserDates.dateUnlessTombstone(hibernate, userId)) {
            changes.mayBeBuried(userId);
        }
    }

    /** Has the commit fail with this before more is sent to the database, and nothing is done. */
    public void refuse(RuntimeException refusal) {
        changes.refuse(refusal);
    }

    /** Notes that the transaction has locked the user's row, and has read the row since. */
    public void holds(String userId) {
        changes.holds(userId);
    }

    /**
     * Sends to the database what has changed so far, and looks at it: refuses what a rule forbids, and completes the
     * rest. After a refusal a part of the change is in the database, so the transaction must be rolled back.
     *
     * @param own whether this API makes the change
     * @throws io.usersapi.keycloak.http.problem.ProblemException 403, 404 or 409 where this API makes the change and a
     *     rule forbids it
     * @throws org.keycloak.services.ErrorResponseException 403 or 409 with a sentence where others make the change
     */
    public void keepRules(boolean own) {
        boolean hasNothing = hibernate == null && changes.isEmpty();
        if (hasNothing || !isOn() || session.getTransactionManager().getRollbackOnly()) {
            return;
        }
        RealmModel current = session.getContext().getRealm();
        try {
            // Only then: a context that is given a realm works out the addresses of the request anew.
            if (current == null) {
                session.getContext().setRealm(realm());
            }
            look(own);
        } catch (RuntimeException refused) {
            // The changes were taken to be looked at: whoever catches the refusal must not commit them.
            session.getTransactionManager().setRollbackOnly();
            throw refused;
        } finally {
            if (session.getContext().getRealm() != current) {
                session.getContext().setRealm(current);
            }
        }
    }

    private void look(boolean own) {
        for (int look = 0; look < MAX_LOOKS; look++) {
            changes.throwRefusal();
            flush();
            if (changes.isEmpty()) {
                return;
            }
            LOG.debugf("Realm %s: the guard looks at the users %s", realm().getName(), changes.users());
            if (!new Look(session, settings, changes, endings, own).take()) {
                return;
            }
        }
    }
}
