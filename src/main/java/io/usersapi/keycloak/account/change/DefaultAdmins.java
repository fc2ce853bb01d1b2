package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.AccountRules;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Fields;
import io.usersapi.keycloak.account.state.LastAdmin;
import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.AdminRole;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Ensures that the admin whom the settings name exists. Each address is dealt with once in a realm's life, whatever is
 * done to the user afterwards: a restart does not activate, promote or recreate the user. Another address in the
 * setting makes another admin, which is the way back in after a lock-out.
 */
public final class DefaultAdmins {

    private static final Logger LOG = Logger.getLogger(DefaultAdmins.class);

    /**
     * The realm attribute that remembers an address: this prefix and the hash of the address. Its value is the id of
     * the user.
     */
    private static final String SEEN_TO = "usersApi.defaultAdmin.";

    /** The realm attribute of earlier versions: its value is the hash of the last address. */
    private static final String LAST_EMAIL = "usersApi.defaultAdmin.email";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final RealmMemory memory;

    public DefaultAdmins(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.memory = new RealmMemory(session, realm);
    }

    /**
     * Creates the default admin in the session's realm, unless the address was dealt with before. What stands against
     * the admin is logged, and nothing is thrown for it.
     */
    public void ensure() {
        settings.defaultAdmin().ifPresent(admin -> {
            EmailAddress email = EmailAddress.of(admin.email()).orElseThrow();
            Optional<UserModel> existing;
            try {
                existing = new Accounts(session, settings).findByEmail(email);
            } catch (ProblemException several) {
                // Whoever may register could otherwise keep the module off.
                LOG.warnf(
                        "Realm %s: several users have the address of the default admin; none is made", realm.getName());
                return;
            }
            if (existing.isPresent()) {
                remember(email, existing.get());
                warnUnlessAdmin(existing.get());
            } else if (wasSeenTo(email)) {
                LOG.infof(
                        "Realm %s: the default admin was made before and is not made again; set another address for"
                                + " another",
                        realm.getName());
            } else {
                create(email, admin.password());
            }
        });
    }

    /**
     * Warns in the log where the realm has no active admin, as after the module was switched on by the realm's
     * attribute.
     */
    public void warnIfThereIsNoAdmin() {
        if (AdminRole.find(realm, settings).isPresent() && !new LastAdmin(session, settings).isThere()) {
            LOG.warnf(
                    "Realm %s: nobody is an active admin of the Users API yet. Give the role %s to a first user in the"
                            + " console",
                    realm.getName(), settings.adminRole());
        }
    }

    private void warnUnlessAdmin(UserModel existing) {
        boolean manages = ModuleClient.manageUsers(realm, settings)
                .filter(existing::hasRole)
                .isPresent();
        if (!manages || !existing.isEnabled()) {
            LOG.warnf(
                    "Realm %s: the user %s has the address of the default admin but is not an active admin",
                    realm.getName(), existing.getId());
        }
    }

    private boolean wasSeenTo(EmailAddress email) {
        String hash = Tombstone.hash(email.value());
        return memory.get(SEEN_TO + hash).isPresent()
                || memory.get(LAST_EMAIL).filter(hash::equals).isPresent();
    }

    private void remember(EmailAddress email, UserModel user) {
        memory.set(SEEN_TO + Tombstone.hash(email.value()), user.getId());
    }

    /** Where the admin role is an application's own, the default admin gets the permission by itself. */
    private void create(EmailAddress email, String password) {
        boolean hasRole = AdminRole.find(realm, settings).isPresent();
        Optional<RoleModel> manageUsers = ModuleClient.manageUsers(realm, settings);
        if (manageUsers.isEmpty()) {
            LOG.errorf(
                    "Realm %s: the default admin was not created, since the realm has no permission to give it",
                    realm.getName());
            return;
        }
        AccountDraft draft = AccountDraft.NOTHING
                .with(Fields.EMAIL, email)
                .with(Fields.PASSWORD, password)
                .with(Fields.TYPE, hasRole)
                // The operator vouches for the address: where the realm verifies addresses, nobody else could.
                .with(Fields.EMAIL_VERIFIED, true);
        Violations violations = new Violations();
        new AccountRules(session, settings).checkNew(draft, violations);
        if (!violations.isEmpty()) {
            LOG.errorf(
                    "Realm %s: the default admin was not created, since it breaks rules of the realm for: %s",
                    realm.getName(), violations.fields());
            return;
        }
        UserModel user = new NewAccounts(session, settings, () -> {}).create(draft, Origin.HERE, made -> {});
        if (!hasRole) {
            user.grantRole(manageUsers.get());
        }
        remember(email, user);
        LOG.infof("Realm %s: created the default admin %s", realm.getName(), user.getId());
    }
}
