package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.Settings;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.representations.AccessToken;

/** Who calls, and what they may. */
public final class Caller {

    private final KeycloakSession session;
    private final UserModel user;
    private final ClientModel client;
    private final AccessToken token;
    private final Privileges privileges;
    private Reach reach;

    Caller(KeycloakSession session, Settings settings, UserModel user, ClientModel client, AccessToken token) {
        this.session = session;
        this.user = user;
        this.client = client;
        this.token = token;
        this.privileges = new Privileges(session, settings);
    }

    public UserModel user() {
        return user;
    }

    public ClientModel client() {
        return client;
    }

    /** The verified token, for Keycloak's admin events. */
    public AccessToken token() {
        return token;
    }

    /**
     * Whether the user holds the permission to manage users and the client that the token was issued to has it in its
     * scope, which is how Keycloak's own Admin API judges (AdminAuth.hasAppRole).
     */
    public boolean mayManageUsers() {
        return privileges.manageUsersRoles().anyMatch(this::has);
    }

    /** Whom the caller may see and touch: everybody, or nobody. {@link #requireMayTouch} asks for power beside reach. */
    public Reach reach() {
        if (reach == null) {
            reach = mayManageUsers() ? Reach.EVERYBODY : Reach.NOBODY;
        }
        return reach;
    }

    /** Whether the user holds the permission, whatever the scope of its client. */
    boolean holdsManageUsers() {
        return privileges.manageUsersRoles().anyMatch(user::hasRole);
    }

    /**
     * Refuses to touch an account that holds an administrative permission which the caller does not hold.
     *
     * @throws ProblemException 403 {@code privileged} with an error event
     */
    public void requireMayTouch(UserModel target) {
        if (!mayTouch(target)) {
            throw refused();
        }
    }

    /** Whether {@link #requireMayTouch} lets the account pass. */
    public boolean mayTouch(UserModel target) {
        return holds(privileges.administrativeIn(RoleUtils.getDeepUserRoleMappings(target)))
                && (!privileges.isNamed(target) || target.equals(user) || administersRealm());
    }

    /**
     * Refuses to give or take a role that is, or contains at any depth, an administrative permission which the caller
     * does not hold.
     *
     * @throws ProblemException 403 {@code privileged} with an error event
     */
    public void requireMayAssign(RoleModel role) {
        if (!mayAssign(role)) {
            throw refused();
        }
    }

    /** Whether {@link #requireMayAssign} lets the role pass. */
    public boolean mayAssign(RoleModel role) {
        return holds(administrativeIn(role));
    }

    private Set<RoleModel> administrativeIn(RoleModel role) {
        return privileges.administrativeIn(RoleUtils.expandCompositeRoles(Set.of(role)));
    }

    private ProblemException refused() {
        return new Gate(session, privileges.settings()).refused(this, ProblemException.of(ErrorCode.PRIVILEGED));
    }

    private boolean holds(Set<RoleModel> permissions) {
        return permissions.stream().allMatch(this::holds) || administersRealm();
    }

    private boolean holds(RoleModel permission) {
        return has(permission) || isImplied(permission);
    }

    private boolean has(RoleModel role) {
        return user.hasRole(role) && client.hasScope(role);
    }

    private boolean administersRealm() {
        return privileges.realmAdminRole().filter(this::has).isPresent();
    }

    /** Keycloak's own manage-users counts as the module's: who holds the one may give the other. */
    private boolean isImplied(RoleModel permission) {
        return privileges.isModuleManageUsers(permission) && mayManageUsers();
    }
}
