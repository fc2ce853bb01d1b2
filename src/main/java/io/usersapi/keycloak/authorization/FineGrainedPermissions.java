package io.usersapi.keycloak.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.account.state.HeldRoles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.store.StoreFactory;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.util.JsonSerialization;

/**
 * Whom Keycloak's fine-grained admin permissions name. Such permissions give rights at the Admin API, without any role
 * of {@code realm-management}, to everybody whom their role, user and group policies name. Which rights they give is
 * not asked: being named is enough.
 *
 * <p>The permissions have two versions. The policies of the second (the realm's setting "Admin Permissions",
 * UserPermissionsV2) belong to a client of their own. Those of the first (a preview feature, MgmtPermissions) belong to
 * the client that has the realm's administrative roles.
 */
final class FineGrainedPermissions {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Supplier<Optional<ClientModel>> keycloakClient;
    private Set<String> roles;
    private Set<String> users;

    /** @param keycloakClient gives the client that has the realm's administrative roles */
    FineGrainedPermissions(KeycloakSession session, Supplier<Optional<ClientModel>> keycloakClient) {
        this.session = session;
        this.keycloakClient = keycloakClient;
        this.realm = session.getContext().getRealm();
    }

    /** Whether a policy names the role. */
    boolean name(RoleModel role) {
        if (roles == null) {
            roles = named("role", "roles");
        }
        return roles.contains(role.getId());
    }

    /** Whether a policy names the user, or a group of which the user is a member, or a parent of such a group. */
    boolean name(UserModel user) {
        Set<String> groups = named("group", "groups");
        return named("user", "users").contains(user.getId())
                || user.getGroupsStream()
                        .flatMap(HeldRoles::withParents)
                        .anyMatch(group -> groups.contains(group.getId()));
    }

    /** Whether a policy names the id, which no user has yet: a policy can outlive its user. */
    boolean nameNew(String id) {
        if (users == null) {
            users = named("user", "users");
        }
        return users.contains(id);
    }

    /** The ids in all policies of a type. A policy has a JSON list of ids, or of objects with the field {@code id}. */
    private Set<String> named(String type, String key) {
        Optional<ClientModel> client = client();
        AuthorizationProvider authorization =
                client.isPresent() ? session.getProvider(AuthorizationProvider.class) : null;
        if (authorization == null) {
            return Set.of();
        }
        StoreFactory stores = authorization.getStoreFactory();
        ResourceServer server = stores.getResourceServerStore().findByClient(client.get());
        if (server == null) {
            return Set.of();
        }
        return stores.getPolicyStore().findByType(server, type).stream()
                .map(policy -> policy.getConfig().get(key))
                .filter(value -> value != null)
                .flatMap(FineGrainedPermissions::ids)
                .collect(Collectors.toSet());
    }

    /** The client to which the policies belong. A server has one version of the permissions at most. */
    private Optional<ClientModel> client() {
        if (Profile.isFeatureEnabled(Profile.Feature.ADMIN_FINE_GRAINED_AUTHZ)) {
            return keycloakClient.get();
        }
        return Optional.of(realm)
                .filter(RealmModel::isAdminPermissionsEnabled)
                .map(RealmModel::getAdminPermissionsClient);
    }

    private static Stream<String> ids(String json) {
        try {
            JsonNode list = JsonSerialization.readValue(json, JsonNode.class);
            return StreamSupport.stream(list.spliterator(), false)
                    .map(entry -> entry.isObject() ? entry.path("id") : entry)
                    .map(JsonNode::asText);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
