package io.usersapi.keycloak.module.preparation;

import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.RealmMemory;
import io.usersapi.keycloak.module.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * Gives the admin role of the session's realm the permission to manage users, once. A role that existed before and has
 * holders belongs to an application. Its holders must not get to manage users because the module was switched on.
 */
final class RolePreparation {

    private static final Logger LOG = Logger.getLogger(RealmPreparation.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final RealmMemory memory;
    private final PreparationReport report;

    RolePreparation(KeycloakSession session, Settings settings, PreparationReport report) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.memory = new RealmMemory(session, realm);
        this.report = report;
    }

    /**
     * Prepares the role.
     *
     * @param manageUsers the permission
     * @param anew whether to restore what was removed
     */
    void prepare(RoleModel manageUsers, boolean anew) {
        Optional<String[]> known =
                memory.get(key()).map(value -> value.split(" ")).filter(ids -> ids.length == 2);
        RoleModel admin = realm.getRole(settings.adminRole());
        boolean own = admin != null
                && known.filter(ids -> ids[0].equals(admin.getId())).isPresent();
        boolean done = known.filter(ids -> ids[1].equals(manageUsers.getId())).isPresent();
        if (admin != null && admin.hasRole(manageUsers)) {
            remember(admin, manageUsers);
        } else if (done && !anew) {
            report.missing(
                    admin == null
                            ? "the realm role " + settings.adminRole()
                            : "the permission in " + settings.adminRole());
        } else if (admin == null) {
            give(create(), manageUsers);
        } else if (own || settings.adoptAdminRole()) {
            give(admin, manageUsers);
        } else {
            giveUnlessHeld(admin, manageUsers);
        }
        Optional.ofNullable(realm.getRole(settings.adminRole()))
                .filter(role -> role.hasRole(manageUsers))
                .ifPresent(this::warnOfAdministration);
    }

    /** The name under which a realm remembers the id of the role and that of the permission that the role was given. */
    private String key() {
        return "usersApi.adminRole." + settings.adminRole();
    }

    private RoleModel create() {
        RoleModel admin = realm.addRole(settings.adminRole());
        admin.setDescription("Manages the users of the realm by the Users API.");
        report.changed("created the realm role " + settings.adminRole());
        return admin;
    }

    private void give(RoleModel admin, RoleModel manageUsers) {
        admin.addCompositeRole(manageUsers);
        report.changed("the realm role " + settings.adminRole() + " holds " + settings.clientId() + "/"
                + ModuleClient.MANAGE_USERS);
        remember(admin, manageUsers);
    }

    private void remember(RoleModel admin, RoleModel manageUsers) {
        memory.set(key(), admin.getId() + " " + manageUsers.getId());
    }

    private void giveUnlessHeld(RoleModel admin, RoleModel manageUsers) {
        RoleHolders holders = new RoleHolders(session, admin);
        if (!holders.any()) {
            give(admin, manageUsers);
            return;
        }
        report.leftAlone(
                "role " + settings.adminRole() + " (" + holders.users() + ")",
                "the realm role " + settings.adminRole() + " was there before the module and is left alone: "
                        + holders.told() + ". The module works for whoever holds " + settings.clientId() + "/"
                        + ModuleClient.MANAGE_USERS + ". Either set the setting admin-role to another name, or set"
                        + " adopt-admin-role to true, which lets all who hold this role manage users");
    }

    /**
     * Warns where the admin role contains Keycloak's own permissions: its holders could go around this API and become
     * administrators.
     */
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
}
