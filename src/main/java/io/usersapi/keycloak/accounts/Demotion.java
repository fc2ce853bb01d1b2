package io.usersapi.keycloak.accounts;

import java.io.IOException;
import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.util.JsonSerialization;

/** Tells whether what the Admin API took from a user was the admin role: a role, or the membership of a group. */
final class Demotion {

    private static final String GROUPS = "/groups/";
    private static final String REALM_ROLES = "/role-mappings/realm";

    private final KeycloakSession session;
    private final RoleModel adminRole;

    Demotion(KeycloakSession session, RoleModel adminRole) {
        this.session = session;
        this.adminRole = adminRole;
    }

    /**
     * @param what the path of an admin event below that of the user, or null
     * @param representation the roles that were taken, as JSON
     */
    boolean mayBe(String what, String representation) {
        return REALM_ROLES.equals(what) ? tookAdminRole(representation) : wasAdminGroup(what);
    }

    /** Whether the admin role is among the roles taken, or is contained in one of them. */
    private boolean tookAdminRole(String representation) {
        if (representation == null) {
            return true;
        }
        try {
            return Stream.of(JsonSerialization.readValue(representation, RoleRepresentation[].class))
                    .map(taken -> session.getContext().getRealm().getRoleById(taken.getId()))
                    .anyMatch(role -> role != null && role.hasRole(adminRole));
        } catch (IOException otherForm) {
            return true;
        }
    }

    private boolean wasAdminGroup(String what) {
        if (what == null || !what.startsWith(GROUPS)) {
            return false;
        }
        GroupModel group =
                session.groups().getGroupById(session.getContext().getRealm(), what.substring(GROUPS.length()));
        return group != null && RoleUtils.hasRoleFromGroup(group, adminRole, true);
    }
}
