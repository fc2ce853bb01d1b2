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
 * The guard of one transaction. It begins with the first row of users that the transaction loads or makes, and looks at
 * what changed right before the commit, when a refusal still takes back the whole change.
 */
public final class Watch {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    /** Under this name Keycloak's session keeps it. */
    private static final String NAME = Watch.class.getName();

    /** What the guard itself writes can need a look, too; it comes to rest after one more. */
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
        this.endings = new Endings(session);
    }

    /** The watch over what Hibernate's session does, or null where no Keycloak session works with it. */
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
        // A session of Keycloak that works in the thread of another would be told of the other's rows.
        return watch.hibernate == hibernate ? watch : null;
    }

    /** The watch over what the session does. */
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
                    keepRules(false);
                }

                @Override
                protected void rollbackImpl() {
                    // Nothing was changed.
                }
            });
            session.getTransactionManager().enlistAfterCompletion(endings);
            // Their transactions are enlisted as they are made, which is too late when the commit has begun: a task
            // that
            // imports users from a directory has made neither.
            session.users();
            session.realms();
        } catch (IllegalStateException tooLate) {
            // A user that is loaded first while others commit is none that this transaction changes.
            endings.forget();
        }
    }

    /** Whether the module is on in the realm where the session works. */
    boolean isOn() {
        return ModuleSwitch.isEnabled(realm());
    }

    /** The realm at hand; a task in the background may know it by the row of a user alone. */
    private RealmModel realm() {
        RealmModel realm = session.getContext().getRealm();
        return realm != null || realmOfRows == null ? realm : session.realms().getRealm(realmOfRows);
    }

    /** Work on a user of the realm. */
    void sees(String realmId) {
        realmOfRows = realmId;
    }

    /** What changed and was not looked at yet. */
    Changes changes() {
        return changes;
    }

    /** The sessions that are to end once the transaction is committed. */
    public Endings endings() {
        return endings;
    }

    /**
     * Does what the module itself has to do in a realm: nobody is asked whether he may give the permissions that the work
     * gives.
     */
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

    void beforeGain(SharedSessionContractImplementor hibernate, String userId) {
        if (!changes.isCreated(userId) && changes.date(userId)) {
            if (!UserDates.dateUnlessTombstone(hibernate, userId)) {
                changes.user(userId).maybeTombstone = true;
            }
        }
    }

    /** A role or a group was changed so that its holders may have lost the admin role. */
    void mayTakeAdmins() {
        changes.mayTakeAdmins();
    }

    /**
     * Sends to the database what has changed so far, and looks at it: refuses what a rule forbids, and completes the rest.
     *
     * @param own whether this API makes the change
     * @throws io.usersapi.keycloak.http.problem.ProblemException 409 where this API makes the change and a rule forbids it
     * @throws org.keycloak.services.ErrorResponseException 409 with a sentence where others make it
     */
    public void keepRules(boolean own) {
        if (hibernate == null && changes.isEmpty()) {
            return;
        }
        if (!isOn() || session.getTransactionManager().getRollbackOnly()) {
            return;
        }
        RealmModel current = session.getContext().getRealm();
        try {
            session.getContext().setRealm(realm());
            look(own);
        } finally {
            session.getContext().setRealm(current);
        }
    }

    private void look(boolean own) {
        for (int look = 0; look < MAX_LOOKS; look++) {
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
