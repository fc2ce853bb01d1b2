package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.problem.Violations;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ensures that the configured default admin exists. One that exists is left as it is: a restart neither activates nor
 * promotes it, nor does it bring a deleted one back. Another address in the setting makes another admin: that is the
 * way back in after a lock-out.
 */
public final class DefaultAdmins {

    private static final Logger LOG = Logger.getLogger(DefaultAdmins.class);

    /** The id of the default admin that was made last, and of which address, hashed. */
    private static final String MADE_ID = "usersApi.defaultAdmin.id";

    private static final String MADE_EMAIL = "usersApi.defaultAdmin.email";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public DefaultAdmins(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /** Creates the default admin in the session's realm where there is none. */
    public void ensure() {
        settings.defaultAdmin().ifPresent(admin -> {
            EmailAddress email = EmailAddress.of(admin.email()).orElseThrow();
            Accounts accounts = new Accounts(session, settings);
            Optional<UserModel> existing = accounts.findByEmail(email);
            if (existing.isPresent()) {
                warnUnlessAdmin(accounts, existing.get());
            } else if (wasDeleted(email)) {
                LOG.infof(
                        "Realm %s: the default admin was deleted and stays so; set another address for another",
                        realm.getName());
            } else {
                create(email, admin.password());
            }
        });
    }

    private void warnUnlessAdmin(Accounts accounts, UserModel existing) {
        if (!accounts.isAdmin(existing) || !existing.isEnabled()) {
            LOG.warnf(
                    "Realm %s: the user %s has the address of the default admin but is not an active admin",
                    realm.getName(), existing.getId());
        }
    }

    private boolean wasDeleted(EmailAddress email) {
        String id = realm.getAttribute(MADE_ID);
        if (id == null || !Tombstone.hash(email.value()).equals(realm.getAttribute(MADE_EMAIL))) {
            return false;
        }
        UserModel made = session.users().getUserById(realm, id);
        return made != null && AccountAttributes.isTombstone(made);
    }

    private void create(EmailAddress email, String password) {
        AccountDraft draft = new AccountDraft(
                Optional.of(email),
                Optional.of(password),
                Optional.empty(),
                Optional.of(true),
                Optional.of(true),
                Optional.empty());
        Violations violations = new Violations();
        new AccountRules(session, settings).checkNew(draft, violations);
        if (!violations.isEmpty()) {
            LOG.errorf(
                    "Realm %s: the default admin was not created, since it breaks rules of the realm for: %s",
                    realm.getName(), violations.fields());
            return;
        }
        UserModel user = new AccountChanges(session, settings).create(draft, made -> {});
        realm.setAttribute(MADE_ID, user.getId());
        realm.setAttribute(MADE_EMAIL, Tombstone.hash(email.value()));
        LOG.infof("Realm %s: created the default admin %s", realm.getName(), user.getId());
    }
}
