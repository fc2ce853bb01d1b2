package io.usersapi.keycloak.module;

import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.policy.LengthPasswordPolicyProviderFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/**
 * Prepares the session's realm for the module: once, idempotently, leaving what an organization configured stronger,
 * and logging each thing it changes.
 */
public final class RealmPreparation {

    private static final Logger LOG = Logger.getLogger(RealmPreparation.class);
    private static final String LENGTH = LengthPasswordPolicyProviderFactory.ID;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;

    public RealmPreparation(KeycloakSession session, Settings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
    }

    /**
     * Prepares the realm.
     *
     * @param switchOn whether to switch the module on, too
     * @return whether the module is on; it is not where the admin role is Keycloak's own superuser
     */
    public boolean prepare(boolean switchOn) {
        if (isRefused(realm, settings)) {
            LOG.errorf(
                    "The module stays off in the realm %s: its role admin is Keycloak's own superuser;"
                            + " set the setting admin-role to another role",
                    realm.getName());
            realm.setAttribute(ModuleSwitch.ATTRIBUTE, false);
            return false;
        }
        if (switchOn && !ModuleSwitch.isEnabled(realm)) {
            realm.setAttribute(ModuleSwitch.ATTRIBUTE, true);
            changed("the module is on");
        }
        prepareRoles(prepareClient());
        preparePasswordPolicy();
        prepareBruteForceProtection();
        new ProfilePreparation(session).prepare(this::changed);
        return true;
    }

    /** Whether the module must stay off in the realm, whose admin role is Keycloak's own superuser. */
    public static boolean isRefused(RealmModel realm, Settings settings) {
        return realm.getName().equals(Config.getAdminRealm())
                && settings.adminRole().equals("admin");
    }

    private ClientModel prepareClient() {
        ClientModel client = realm.getClientByClientId(settings.clientId());
        if (client == null) {
            ClientRepresentation wanted = new ClientRepresentation();
            wanted.setClientId(settings.clientId());
            wanted.setName("Users API");
            wanted.setDescription("Issues the tokens of /auth/token and holds the permission to manage users.");
            wanted.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
            wanted.setPublicClient(true);
            wanted.setDirectAccessGrantsEnabled(settings.tokenEndpoint());
            wanted.setStandardFlowEnabled(false);
            wanted.setImplicitFlowEnabled(false);
            wanted.setServiceAccountsEnabled(false);
            wanted.setFullScopeAllowed(true);
            client = ClientManager.createClient(session, realm, wanted);
            changed("created the public client " + settings.clientId());
        }
        return client;
    }

    private void prepareRoles(ClientModel client) {
        RoleModel manageUsers = client.getRole(UserManagement.MANAGE_USERS);
        if (manageUsers == null) {
            manageUsers = client.addRole(UserManagement.MANAGE_USERS);
            manageUsers.setDescription("May manage the users of the realm by the Users API.");
            changed("created the client role " + settings.clientId() + "/" + UserManagement.MANAGE_USERS);
        }
        RoleModel admin = realm.getRole(settings.adminRole());
        if (admin == null) {
            admin = realm.addRole(settings.adminRole());
            admin.setDescription("Manages the users of the realm by the Users API.");
            changed("created the realm role " + settings.adminRole());
        }
        if (!admin.hasRole(manageUsers)) {
            admin.addCompositeRole(manageUsers);
            changed("the realm role " + settings.adminRole() + " holds " + settings.clientId() + "/"
                    + UserManagement.MANAGE_USERS);
        }
        warnOfAdministration(admin);
    }

    /** With Keycloak's own permissions, holders of the admin role could go around this API and climb. */
    private void warnOfAdministration(RoleModel admin) {
        ClientModel management = realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
        if (management == null) {
            return;
        }
        Set<String> held = management
                .getRolesStream()
                .filter(admin::hasRole)
                .map(RoleModel::getName)
                .collect(Collectors.toSet());
        if (!held.isEmpty()) {
            LOG.warnf(
                    "Realm %s: the realm role %s contains the realm-management roles %s;"
                            + " its holders can go around the Users API",
                    realm.getName(), settings.adminRole(), held);
        }
    }

    private void preparePasswordPolicy() {
        PasswordPolicy policy = realm.getPasswordPolicy();
        Integer length = policy.getPolicies().contains(LENGTH) ? policy.getPolicyConfig(LENGTH) : null;
        if (length == null || length < settings.passwordMinLength()) {
            realm.setPasswordPolicy(policy.toBuilder()
                    .put(LENGTH, Integer.toString(settings.passwordMinLength()))
                    .build(session));
            changed("passwords have at least " + settings.passwordMinLength() + " characters");
        }
    }

    private void prepareBruteForceProtection() {
        if (!realm.isBruteForceProtected()) {
            realm.setBruteForceProtected(true);
            changed("brute-force protection is on");
        }
    }

    private void changed(String what) {
        LOG.infof("Realm %s: %s", realm.getName(), what);
    }
}
