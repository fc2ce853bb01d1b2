package io.usersapi.keycloak.support;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.MappingsRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.GroupBuilder;
import org.keycloak.testframework.realm.RoleBuilder;
import org.keycloak.testframework.util.ApiUtil;

/** Sets up by Keycloak's Admin API what this API does not offer: roles in roles, roles of clients, groups, clients. */
public final class KeycloakSetup {

    /** The secret of every client that {@link #newServiceAccount} makes. */
    public static final String SECRET = "a secret of a client";

    public static final String MANAGER = "manager";

    private final RealmResource realm;

    public KeycloakSetup(RealmResource realm) {
        this.realm = realm;
    }

    /** The realm role with the name. */
    public RoleRepresentation role(String name) {
        return realm.roles().get(name).toRepresentation();
    }

    /** The role of a client, for example {@code realm-management}, {@code manage-users}. */
    public RoleRepresentation role(String clientId, String name) {
        return client(clientId).roles().get(name).toRepresentation();
    }

    /** Switches Keycloak's admin permissions (fine-grained, version 2) of the realm on or off. */
    public void setAdminPermissions(boolean on) {
        RealmRepresentation changed = realm.toRepresentation();
        changed.setAdminPermissionsEnabled(on);
        realm.update(changed);
    }

    /** Makes the user a manager of this API who may only query by Keycloak's own, which therefore hides from the user. */
    public void makeManagerFromWhomKeycloakHides(String userId) {
        setAdminPermissions(true);
        grant(userId, role("users-api", "manage-users"), role("realm-management", "query-users"));
    }

    /** Creates a realm role that contains others. */
    public RoleRepresentation newRole(String name, RoleRepresentation... parts) {
        realm.roles().create(RoleBuilder.create(name).build());
        put(name, parts);
        return role(name);
    }

    /** Creates a client with a role that contains others. */
    public RoleRepresentation newClientRole(String clientId, String name, RoleRepresentation... parts) {
        newClient(ClientBuilder.create(clientId));
        client(clientId).roles().create(RoleBuilder.create(name).build());
        client(clientId).roles().get(name).addComposites(List.of(parts));
        return role(clientId, name);
    }

    public void put(String role, RoleRepresentation... parts) {
        realm.roles().get(role).addComposites(List.of(parts));
    }

    public void takeOut(String role, RoleRepresentation... parts) {
        realm.roles().get(role).deleteComposites(List.of(parts));
    }

    public void grant(String userId, RoleRepresentation... roles) {
        grant(realm.users().get(userId).roles(), roles);
    }

    private static void grant(RoleMappingResource holder, RoleRepresentation... roles) {
        for (RoleRepresentation role : roles) {
            if (role.getClientRole()) {
                holder.clientLevel(role.getContainerId()).add(List.of(role));
            } else {
                holder.realmLevel().add(List.of(role));
            }
        }
    }

    public void revoke(String userId, RoleRepresentation role) {
        RoleMappingResource roles = realm.users().get(userId).roles();
        if (role.getClientRole()) {
            roles.clientLevel(role.getContainerId()).remove(List.of(role));
        } else {
            roles.realmLevel().remove(List.of(role));
        }
    }

    /** Creates a group whose members hold the roles, and answers its id. */
    public String newGroup(String name, RoleRepresentation... roles) {
        String id = ApiUtil.getCreatedId(
                realm.groups().add(GroupBuilder.create(name).build()));
        grant(realm.groups().group(id).roles(), roles);
        return id;
    }

    /** Creates a group below another, and answers its id. */
    public String newSubGroup(String parent, String name) {
        GroupRepresentation group = GroupBuilder.create(name).build();
        return ApiUtil.getCreatedId(realm.groups().group(parent).subGroup(group));
    }

    public void join(String userId, String group) {
        realm.users().get(userId).joinGroup(group);
    }

    /** The client with the id that people know, for example {@code users-api}. */
    public ClientResource client(String clientId) {
        ClientRepresentation client = realm.clients().findByClientId(clientId).get(0);
        return realm.clients().get(client.getId());
    }

    public void newClient(ClientBuilder client) {
        ApiUtil.getCreatedId(realm.clients().create(client.build()));
    }

    /** Creates a client with {@link #SECRET} whose service account holds the roles, and answers the account's id. */
    public String newServiceAccount(String clientId, RoleRepresentation... roles) {
        newClient(ClientBuilder.create(clientId)
                .secret(SECRET)
                .serviceAccountsEnabled(true)
                .fullScopeEnabled(true));
        String id = client(clientId).getServiceAccountUser().getId();
        grant(id, roles);
        return id;
    }

    /** Creates the service account {@link #MANAGER}, which may manage users and is no admin, and so never the last one. */
    public void newManager() {
        newServiceAccount(MANAGER, role("users-api", "manage-users"));
    }

    /** Switches the module on or off by the realm's attribute. */
    public void switchModule(boolean on) {
        RealmRepresentation changed = realm.toRepresentation();
        changed.getAttributes().put("usersApi.enabled", Boolean.toString(on));
        realm.update(changed);
    }

    /** Does what the module refuses, as taking the last admin away. */
    public void withoutModule(Runnable work) {
        switchModule(false);
        work.run();
        switchModule(true);
    }

    /** Says what becomes of attributes that the user profile does not declare; null is Keycloak's default, to hide them. */
    public void setUnmanagedAttributes(UnmanagedAttributePolicy policy) {
        UPConfig profile = realm.users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(policy);
        realm.users().userProfile().update(profile);
    }

    /** Removes every user, the default admin as well. */
    public void removeUsers() {
        withoutModule(() -> realm.users()
                .list(0, 1000)
                .forEach(user -> realm.users().delete(user.getId()).close()));
    }

    /** Everything of a user that a refused request must leave as it is. */
    public String state(String userId) {
        UserResource user = realm.users().get(userId);
        MappingsRepresentation roles = user.roles().getAll();
        return Api.json(List.of(
                user.toRepresentation(),
                names(roles.getRealmMappings()),
                roles.getClientMappings() == null
                        ? List.of()
                        : sorted(roles.getClientMappings().values().stream()
                                .flatMap(client -> names(client.getMappings()).stream())),
                sorted(user.groups().stream().map(GroupRepresentation::getPath)),
                user.credentials(),
                sorted(user.getUserSessions().stream().map(UserSessionRepresentation::getId))));
    }

    private static List<String> names(List<RoleRepresentation> roles) {
        return roles == null ? List.of() : sorted(roles.stream().map(RoleRepresentation::getName));
    }

    private static List<String> sorted(Stream<String> texts) {
        return texts.sorted().toList();
    }
}
