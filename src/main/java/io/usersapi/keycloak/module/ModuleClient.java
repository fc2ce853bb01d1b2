package io.usersapi.keycloak.module;

import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The module's client in a realm, and its permission to manage users. The client is the one that the module created, or
 * that an administrator handed over to the module; it is recognized by its id. A client that somebody else created
 * under the same name is not the module's, and its roles permit nothing.
 */
public final class ModuleClient {

    /** The client role that permits to manage users. */
    public static final String MANAGE_USERS = "manage-users";

    private ModuleClient() {}

    /** The name under which a realm remembers the id of the client. */
    public static String key(Settings settings) {
        return "usersApi.client." + settings.clientId();
    }

    /**
     * The client; empty where the realm does not have it. It is looked up by its id: Keycloak's session keeps what it
     * has found by an id, and asks the cache anew for each name.
     */
    public static Optional<ClientModel> find(RealmModel realm, Settings settings) {
        return remembered(realm, settings).filter(client -> settings.clientId().equals(client.getClientId()));
    }

    /** The client under whatever name it has now; empty where the realm does not have it. */
    public static Optional<ClientModel> remembered(RealmModel realm, Settings settings) {
        return RealmMemory.get(realm, key(settings)).map(realm::getClientById);
    }

    /** The permission to manage users; empty where the realm does not have it. */
    public static Optional<RoleModel> manageUsers(RealmModel realm, Settings settings) {
        return find(realm, settings).map(client -> client.getRole(MANAGE_USERS));
    }
}
