package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.Config;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Which roles are administrative permissions: every role of Keycloak's {@code realm-management} client; every role of
 * the module's own client; every role that {@link FineGrainedPermissions} name. In the realm {@code master}, where each
 * realm has a client with its administrative roles, the roles of all these clients and {@code create-realm}.
 */
final class Privileges {

    private final RealmModel realm;
    private final Settings settings;
    private final FineGrainedPermissions fineGrained;

    Privileges(KeycloakSession session, Settings settings) {
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.fineGrained = new FineGrainedPermissions(session, this::keycloakClient);
    }

    Settings settings() {
        return settings;
    }

    /**
     * The roles that permit to manage users: the module's, and Keycloak's own. A role that does not exist is left out.
     */
    Stream<RoleModel> manageUsersRoles() {
        return clients()
                .map(client -> client.getRole(ModuleClient.MANAGE_USERS))
                .filter(Objects::nonNull);
    }

    boolean isModuleManageUsers(RoleModel role) {
        return role.getName().equals(ModuleClient.MANAGE_USERS)
                && moduleClient()
                        .filter(client -> client.getId().equals(role.getContainerId()))
                        .isPresent();
    }

    /**
     * Those of {@code roles} that are administrative permissions. The roles must already contain all their composites.
     */
    Set<RoleModel> administrativeIn(Set<RoleModel> roles) {
        // The clients are looked up once for all roles, and where no role is a client's, not at all.
        Set<String> clientIds = roles.stream().anyMatch(RoleModel::isClientRole)
                ? clients().map(ClientModel::getId).collect(Collectors.toSet())
                : Set.of();
        return roles.stream().filter(role -> isAdministrative(role, clientIds)).collect(Collectors.toSet());
    }

    /** Whether Keycloak's fine-grained admin permissions name the user or a group of the user. */
    boolean isNamed(UserModel user) {
        return fineGrained.name(user);
    }

    /** Whether they name the id of a user who is yet to be created. */
    boolean isNamed(String newId) {
        return fineGrained.nameNew(newId);
    }

    /**
     * The role that contains every administrative permission of the realm. The realm {@code master} has no such role.
     */
    Optional<RoleModel> realmAdminRole() {
        return keycloakClient().map(client -> client.getRole(AdminRoles.REALM_ADMIN));
    }

    /** @param clientIds the ids of {@link #clients()} */
    private boolean isAdministrative(RoleModel role, Set<String> clientIds) {
        if (fineGrained.name(role)) {
            return true;
        }
        if (!role.isClientRole()) {
            return isMaster() && role.getName().equals(AdminRoles.CREATE_REALM);
        }
        return clientIds.contains(role.getContainerId()) || (isMaster() && isRealmClient(role));
    }

    /** The module's client and Keycloak's, each of which is looked up when the stream comes to it. */
    private Stream<ClientModel> clients() {
        return Stream.<Supplier<Optional<ClientModel>>>of(this::moduleClient, this::keycloakClient)
                .map(Supplier::get)
                .flatMap(Optional::stream);
    }

    /** In the realm master each realm has a client NAME-realm whose roles administer it (KeycloakModelUtils). */
    private static boolean isRealmClient(RoleModel role) {
        return role.getContainer() instanceof ClientModel client
                && client.getClientId().endsWith("-realm");
    }

    private boolean isMaster() {
        return realm.getName().equals(Config.getAdminRealm());
    }

    private Optional<ClientModel> moduleClient() {
        return ModuleClient.find(realm, settings);
    }

    private Optional<ClientModel> keycloakClient() {
        return Optional.ofNullable(
                isMaster()
                        ? realm.getMasterAdminClient()
                        : realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID));
    }
}
