package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.ModuleSwitch;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.policy.LengthPasswordPolicyProviderFactory;

/**
 * Prepares the session's realm for the module: each step once in the realm's life, leaving what an organization
 * configured stronger, and logging each thing it changes. What an administrator takes away later stays away; the log
 * says what is missing.
 */
public final class RealmPreparation {

    /** What a realm remembers of it: the last step that was done. {@code 0} asks for all of them anew. */
    public static final String PREPARED = "usersApi.prepared";

    private static final Logger LOG = Logger.getLogger(RealmPreparation.class);
    private static final String LENGTH = LengthPasswordPolicyProviderFactory.ID;
    private static final String LENGTH_DONE = "usersApi.passwordMinLength";

    /** What versions did that remembered nothing. */
    private static final int BEFORE_MEMORY = 1;

    /** A later version that prepares more counts on, and does what is new where the realm remembers less. */
    private static final int CURRENT = 2;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final RealmMemory memory;
    private final ProfilePreparation profile;
    private final PreparationReport report;

    public RealmPreparation(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.memory = new RealmMemory(session, realm);
        this.profile = new ProfilePreparation(session);
        this.report = new PreparationReport(session, realm);
    }

    /**
     * Prepares the realm.
     *
     * @param switchOn whether to switch the module on, too
     * @param goesOn whether somebody has just switched the module on; else the server starts
     * @return whether the module is on; it is not where the admin role is Keycloak's own superuser
     */
    public boolean prepare(boolean switchOn, boolean goesOn) {
        if (isRefused(realm, settings)) {
            LOG.errorf(
                    "The module stays off in the realm %s: its role admin is Keycloak's own superuser;"
                            + " set the setting admin-role to another role",
                    realm.getName());
            realm.setAttribute(ModuleSwitch.ATTRIBUTE, false);
            return false;
        }
        boolean turns = switchOn && !ModuleSwitch.isSwitchedOn(realm);
        if (turns) {
            realm.setAttribute(ModuleSwitch.ATTRIBUTE, true);
            report.changed("the module is on");
        }
        int done = done();
        boolean anew = done == 0;
        LOG.debugf("Realm %s: prepared up to step %s of %s", realm.getName(), done, CURRENT);
        Optional<RoleModel> manageUsers =
                new ClientPreparation(session, settings, report).prepare(anew, done == BEFORE_MEMORY);
        manageUsers.ifPresent(role -> new RolePreparation(session, settings, report).prepare(role, anew));
        manageUsers.ifPresent(role -> new PageClient(session, settings).prepare(role, anew, goesOn || turns, report));
        preparePasswordPolicy(anew);
        prepareBruteForceProtection(anew);
        if (anew) {
            profile.relax(report::changed);
        }
        profile.declare(report::changed);
        warnOfUnverified();
        memory.set(PREPARED, Integer.toString(CURRENT));
        // The user profile may have got its component, which has the copy, only now.
        memory.mend();
        memory.setOn(ModuleSwitch.isMeantOn(realm));
        report.close();
        return true;
    }

    /**
     * Keeps the declarations of the module's attributes up where somebody changed the user profile. Who removes the
     * profile as a whole gets Keycloak's, which requires names, and without these users could not sign in.
     */
    public void keepDeclarations() {
        if (profile.isReset()) {
            profile.relax(report::changed);
        }
        profile.declare(report::changed);
        memory.mend();
    }

    /** Whether the module must stay off in the realm, whose admin role is Keycloak's own superuser. */
    public static boolean isRefused(RealmModel realm, Settings settings) {
        return realm.getName().equals(Config.getAdminRealm())
                && settings.adminRole().equals("admin");
    }

    private int done() {
        int unknown = profile.isDeclared() ? BEFORE_MEMORY : 0;
        try {
            return memory.get(PREPARED).map(Integer::parseInt).orElse(unknown);
        } catch (NumberFormatException somebodyWroteIt) {
            return unknown;
        }
    }

    private void warnOfUnverified() {
        if (realm.isVerifyEmail()) {
            LOG.warnf(
                    "Realm %s: Verify email is on: a user whose address is not verified gets 403 account_not_set_up instead"
                            + " of a token. kcadm.sh get users-api -r %s counts them",
                    realm.getName(), realm.getName());
        }
    }

    /** The setting can be raised later: then the policy follows once more. */
    private void preparePasswordPolicy(boolean anew) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        Integer length = policy.getPolicies().contains(LENGTH) ? policy.getPolicyConfig(LENGTH) : null;
        String wanted = Integer.toString(settings.passwordMinLength());
        boolean done = !anew && memory.get(LENGTH_DONE).filter(wanted::equals).isPresent();
        if (length == null || length < settings.passwordMinLength()) {
            if (done) {
                report.missing("the password policy of " + wanted + " characters");
                return;
            }
            realm.setPasswordPolicy(policy.toBuilder().put(LENGTH, wanted).build(session));
            report.changed("passwords have at least " + wanted + " characters");
        }
        memory.set(LENGTH_DONE, wanted);
    }

    private void prepareBruteForceProtection(boolean anew) {
        if (realm.isBruteForceProtected()) {
            return;
        }
        if (anew) {
            realm.setBruteForceProtected(true);
            report.changed("brute-force protection is on");
        } else {
            report.missing("brute-force protection");
        }
    }
}
