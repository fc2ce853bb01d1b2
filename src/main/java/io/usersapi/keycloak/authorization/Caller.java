package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.state.HeldRoles;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.module.Settings;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.representations.AccessToken;

/** The user who calls, and what the user may do. Each has been authenticated by the {@link Gate}. */
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

    /**
     * The caller in another session, to report acts that are done, even where its user or its client was deleted since.
     * Nothing is checked.
     */
    public Caller reportingIn(KeycloakSession other, Settings settings) {
        RealmModel realm = other.getContext().getRealm();
        UserModel there = userIn(other);
        ClientModel same = realm.getClientById(client.getId());
        return new Caller(other, settings, there == null ? user : there, same == null ? client : same, token);
    }

    public UserModel user() {
        return user;
    }

    /** The client to which the token was issued. */
    public ClientModel client() {
        return client;
    }

    /** The verified token, for Keycloak's admin events. */
    public AccessToken token() {
        return token;
    }

    /**
     * Whether the user holds the permission to manage users, and the token's client has the permission in its scope.
     * Keycloak's own Admin API judges in the same way (AdminAuth.hasAppRole). The answer is the reach, too, from then
     * on.
     */
    public boolean mayManageUsers() {
        boolean may = privileges.manageUsersRoles().anyMatch(this::has);
        reach = may ? Reach.EVERYBODY : Reach.NOBODY;
        return may;
    }

    /**
     * The user in another session, or null where the user was deleted since. A user whom Keycloak does not store is found
     * by the user's own session (UsersResource of Keycloak).
     */
    UserModel userIn(KeycloakSession other) {
        RealmModel realm = other.getContext().getRealm();
        if (!LightweightUserAdapter.isLightweightUser(user.getId())) {
            return other.users().getUserById(realm, user.getId());
        }
        UserSessionModel own =
                other.sessions().getUserSession(realm, LightweightUserAdapter.getLightweightUserId(user.getId()));
        return own == null ? null : own.getUser();
    }

    /**
     * Whom the caller may see and touch: everybody, or nobody. To touch a user, the caller must also pass
     * {@link #requireMayTouch}.
     */
    public Reach reach() {
        if (reach == null) {
            mayManageUsers();
        }
        return reach;
    }

    /** Whether the user holds the permission to manage users, whatever the scope of the client. */
    boolean holdsManageUsers() {
        return privileges.manageUsersRoles().anyMatch(role -> HeldRoles.hold(user, role));
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
        return holds(privileges.administrativeIn(HeldRoles.all(target)))
                && (!privileges.isNamed(target) || target.equals(user) || administersRealm());
    }

    /**
     * Refuses to make a user with an id that Keycloak's fine-grained admin permissions name: what they give to the id would
     * be the new user's.
     *
     * @throws ProblemException 403 {@code privileged} with an error event
     */
    public void requireMayGive(String newId) {
        if (privileges.isNamed(newId) && !administersRealm()) {
            throw refused();
        }
    }

    /**
     * Refuses to give or take a role that is, or contains at any depth, an administrative permission which the caller
     * does not hold.
     *
     * @throws ProblemException 403 {@code privileged} with an error event; 409 {@code conflict} where the role was deleted
     *     meanwhile
     */
    public void requireMayAssign(RoleModel role) {
        Set<RoleModel> given = ContainedRoles.with(Stream.of(role));
        if (given.isEmpty()) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        if (!holds(privileges.administrativeIn(given))) {
            throw refused();
        }
    }

    /** Whether {@link #requireMayAssign} lets the role pass. */
    public boolean mayAssign(RoleModel role) {
        Set<RoleModel> given = ContainedRoles.with(Stream.of(role));
        return !given.isEmpty() && holds(privileges.administrativeIn(given));
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
        return HeldRoles.hold(user, client, role);
    }

    private boolean administersRealm() {
        return privileges.realmAdminRole().filter(this::has).isPresent();
    }

    /** A caller with Keycloak's own manage-users counts as holding the module's permission, and so may give it. */
    private boolean isImplied(RoleModel permission) {
        return privileges.isModuleManageUsers(permission) && mayManageUsers();
    }
}
