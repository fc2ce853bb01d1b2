package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.account.state.HeldRoles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

/**
 * Roles, with all that they contain at any depth. Each role is asked for its own parts, which Keycloak's cache keeps
 * with the role, and which {@code hasRole} reads as well.
 *
 * <p>Keycloak's RoleUtils asks for the parts of several roles at once. The cache keeps that answer for these very roles
 * together, and does not renew it where one of them was changed since: then each call asks the database
 * (RealmCacheSession.getCompositeRolesStream).
 */
final class ContainedRoles {

    private ContainedRoles() {}

    /** All roles that the user holds: directly, through groups and their parents, and through other roles. */
    static Set<RoleModel> of(UserModel user) {
        Set<RoleModel> direct = user.getRoleMappingsStream().collect(Collectors.toCollection(HashSet::new));
        HeldRoles.groups(user)
                .flatMap(ContainedRoles::withParents)
                .flatMap(GroupModel::getRoleMappingsStream)
                .forEach(direct::add);
        return with(direct);
    }

    /** The group and all groups above it, whose roles it gives as well. */
    static Stream<GroupModel> withParents(GroupModel group) {
        return Stream.iterate(group, next -> next != null, GroupModel::getParent);
    }

    /** The roles, and what they contain. */
    static Set<RoleModel> with(Set<RoleModel> roles) {
        try {
            return walked(roles);
        } catch (NullPointerException | IllegalStateException vanished) {
            // Keycloak's cache fails at a role that was removed before its parts were loaded (CachedRole, RoleAdapter).
            // RoleUtils asks the database then.
            return RoleUtils.expandCompositeRoles(roles);
        }
    }

    private static Set<RoleModel> walked(Set<RoleModel> roles) {
        Set<RoleModel> all = new HashSet<>(roles);
        Deque<RoleModel> open = new ArrayDeque<>(roles);
        while (!open.isEmpty()) {
            open.pop().getCompositesStream().filter(all::add).forEach(open::add);
        }
        return all;
    }
}
