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
 * Prepares the session's realm for the module. Each step is done once in the realm's life, does not weaken what an
 * organization has configured, and logs what it changes. What an administrator removes later stays removed, and the log
 * says what is missing.
 */
public final class RealmPreparation {

    /** The realm attribute that remembers the last step that was done. {@code 0} asks for all steps again. */
    public static final String PREPARED = "usersApi.prepared";

    private static final Logger LOG = Logger.getLogger(RealmPreparation.class);
    private static final String LENGTH = LengthPasswordPolicyProviderFactory.ID;
    private static final String LENGTH_DONE = "usersApi.passwordMinLength";

    /** The steps of the versions that remembered nothing. */
    private static final int BEFORE_MEMORY = 1;

    /**
     * The last step of this version. A later version that prepares more counts on, and does the new steps where the
     * realm remembers fewer.
     */
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
     * @param switchOn whether to switch the module on as well
     * @param goesOn true where somebody has just switched the module on; false where the server starts
     * @return false where the admin role is Keycloak's own superuser: then the module stays off
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
        // The component of the user profile, which has the copy, may have been created only now.
        memory.mend();
        memory.setOn(ModuleSwitch.isMeantOn(realm));
        report.close();
        return true;
    }

    /**
     * Declares the module's attributes again where somebody changed the user profile. Where somebody removed the
     * profile as a whole, the realm has Keycloak's default profile, which requires names. Users without names could not
     * sign in, so the names are no longer required.
     */
    public void keepDeclarations() {
        if (profile.isReset()) {
            profile.relax(report::changed);
        }
        profile.declare(report::changed);
        memory.mend();
    }

    /** Whether this version or another has prepared the realm, now or once. */
    public boolean isDone() {
        return memory.get(PREPARED).isPresent() || profile.isDeclared();
    }

    /** Whether the module must stay off in the realm, because its admin role would be Keycloak's own superuser. */
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

    /** Sets the least length of passwords. Where the setting is raised later, the policy follows once more. */
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
