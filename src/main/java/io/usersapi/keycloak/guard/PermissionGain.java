package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.directory.GivenRoles;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.guard.Changes.Grant;
import io.usersapi.keycloak.http.RequestPath;
import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.module.UserStores;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.storage.StorageId;
import org.keycloak.utils.StringUtil;

/**
 * Makes the module's permission as hard to give as Keycloak's own. At Keycloak's Admin API nobody gives a role of
 * {@code realm-management} without holding it (RolePermissions.checkAdminRoles), whether to a user, to a group, or by
 * putting it into another role such as the default role.
 *
 * <p>Whoever manages clients can give clients and roles other names, give such a role, and give the names back. So the
 * module's client is known by its id, and each of its roles counts as the permission.
 */
final class PermissionGain {

    private static final String REGISTRATIONS = "clients-registrations";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Settings settings;
    private final Refusal refusal;

    PermissionGain(KeycloakSession session, Settings settings, Refusal refusal) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.settings = settings;
        this.refusal = refusal;
    }

    /**
     * Refuses grants of the permission by a caller who does not hold it, and by everybody where clients are registered. A
     * change without a caller, of a task for example, passes, and so does what a directory says of its user while the
     * caller only reads the user.
     *
     * @param asked whether the caller asked for a change of the user with an id
     * @throws RuntimeException as {@link Refusal#privileged()}
     */
    void check(Set<Grant> grants, Predicate<String> asked) {
        if (grants.isEmpty() || refusal.own()) {
            return;
        }
        // A role is looked at once: each user of an import gets the default role.
        Set<String> roles = new HashSet<>();
        grants.forEach(grant -> roles.add(grant.roleId()));
        roles.removeIf(id -> !mayBring(realm.getRoleById(id)));
        if (roles.isEmpty()) {
            return;
        }
        Optional<ClientModel> client = ModuleClient.remembered(realm, settings);
        roles.removeIf(id ->
                client.isEmpty() || !brings(realm.getRoleById(id), client.get().getId()));
        boolean gives = grants.stream()
                .filter(grant -> roles.contains(grant.roleId()))
                .anyMatch(grant -> !isReadFromADirectory(grant, asked));
        // The session tells who calls. The token's subject may be anybody, since a client's mapper can set it.
        UserSessionModel caller = gives && session.getContext().getBearerToken() != null
                ? session.getContext().getUserSession()
                : null;
        if ((gives && isRegistrationOfClients()) || (caller != null && !isHeldBy(caller, permissions(client)))) {
            throw refusal.privileged();
        }
    }

    /**
     * Whether this is a request to Keycloak's client registration. There a client can get default roles, which everybody
     * holds (AbstractClientRegistrationProvider), and Keycloak notes nobody as the caller: the client's own token may be
     * enough.
     */
    private boolean isRegistrationOfClients() {
        return Refusal.request(session)
                .map(request -> RequestPath.segments(request.getUri(), path -> path.contains(REGISTRATIONS)))
                .filter(path -> path.size() > 2
                        && path.get(0).equals("realms")
                        && path.get(2).equals(REGISTRATIONS))
                .isPresent();
    }

    /** Whether a role can be the permission, a role of a client, or contain it. */
    private static boolean mayBring(RoleModel role) {
        return role != null && (role.isClientRole() || ContainedRoles.isComposite(role));
    }

    /** Whether the role, which is null where it was deleted meanwhile, is one of the client's, or contains one. */
    private static boolean brings(RoleModel role, String clientId) {
        return ContainedRoles.with(Stream.ofNullable(role)).stream()
                .anyMatch(part -> clientId.equals(part.getContainerId()));
    }

    private boolean isReadFromADirectory(Grant grant, Predicate<String> asked) {
        if (!grant.isOfUser() || asked.test(grant.holderId())) {
            return false;
        }
        if (!StorageId.isLocalStorage(grant.holderId())) {
            return true;
        }
        UserEntity user = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .find(UserEntity.class, grant.holderId());
        return user != null && StringUtil.isNotBlank(user.getFederationLink());
    }

    /**
     * Is called at the beginning of a request. Where Keycloak's Admin API is to give roles to a user of a directory, what
     * the directory takes over is taken back if the request is refused, for whatever reason.
     */
    static void noteBefore(KeycloakSession session, Settings settings) {
        RealmModel realm = session.getContext().getRealm();
        Refusal.request(session)
                .filter(request -> request.getHttpMethod().equals("POST"))
                .map(request ->
                        RequestPath.segments(request.getUri(), path -> givesRoles(path) && UserStores.areIn(realm)))
                .filter(path -> path.size() > 5 && path.get(5).equals("role-mappings"))
                .filter(path -> path.get(3).equals("users"))
                .map(path -> session.users().getUserById(realm, path.get(4)))
                .ifPresent(user -> GivenRoles.watch(session, user, (own, holder) -> bringing(own, settings, holder)));
    }

    /** Whether a path may be one at which Keycloak's Admin API gives roles. */
    private static boolean givesRoles(String path) {
        return path.startsWith(Refusal.ADMIN) && path.contains("/role-mappings/");
    }

    private static Set<String> bringing(KeycloakSession session, Settings settings, UserModel holder) {
        return ModuleClient.remembered(session.getContext().getRealm(), settings)
                .map(client -> holder.getRoleMappingsStream()
                        .filter(role -> brings(role, client.getId()))
                        .map(RoleModel::getId)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /**
     * Whether the caller holds one of the roles, and the token's client has it in its scope: Keycloak's Admin API
     * judges so, too (AdminAuth.hasAppRole). What this transaction itself has given does not count.
     */
    private boolean isHeldBy(UserSessionModel caller, List<RoleModel> permissions) {
        String issuedFor = ((JsonWebToken) session.getContext().getBearerToken()).getIssuedFor();
        String userId = caller.getUser().getId();
        return CommittedState.in(session, caller.getRealm().getId(), other -> {
            RealmModel at = other.getContext().getRealm();
            UserModel user = other.users().getUserById(at, userId);
            ClientModel client = at.getClientByClientId(issuedFor);
            return user != null
                    && client != null
                    && permissions.stream().anyMatch(role -> HeldRoles.hold(user, client, role));
        });
    }

    /**
     * The module's permission and Keycloak's own manage-users. An administrator of the server has the latter as a role
     * of the realm master.
     */
    private List<RoleModel> permissions(Optional<ClientModel> client) {
        return Stream.of(client, Optional.ofNullable(realm.getMasterAdminClient()), Optional.ofNullable(management()))
                .flatMap(Optional::stream)
                .map(container -> container.getRole(ModuleClient.MANAGE_USERS))
                .filter(Objects::nonNull)
                .toList();
    }

    private ClientModel management() {
        return realm.getName().equals(Config.getAdminRealm())
                ? realm.getMasterAdminClient()
                : realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
    }
}
