package io.usersapi.keycloak.accounts;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** Which roles and groups make their holders admins: the admin role, what contains it, and the groups that hold it. */
public final class AdminHolders {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<RoleModel> roles;

    public AdminHolders(KeycloakSession session, RoleModel adminRole) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.roles = adminRole == null
                ? Set.of()
                : Stream.concat(Stream.of(adminRole), rolesContaining(adminRole))
                        .collect(Collectors.toSet());
    }

    private Stream<RoleModel> rolesContaining(RoleModel adminRole) {
        return realm.getRolesStream().filter(RoleModel::isComposite).filter(role -> role.hasRole(adminRole));
    }

    /** The groups that hand one of the roles on, with all groups below them. */
    private Set<GroupModel> groups() {
        return roles.stream()
                .flatMap(role -> session.groups().getGroupsByRoleStream(realm, role, null, null))
                .flatMap(AdminHolders::withSubGroups)
                .collect(Collectors.toSet());
    }

    private static Stream<GroupModel> withSubGroups(GroupModel group) {
        return Stream.concat(Stream.of(group), group.getSubGroupsStream().flatMap(AdminHolders::withSubGroups));
    }

    public Set<String> roleIds() {
        return roles.stream().map(RoleModel::getId).collect(Collectors.toSet());
    }

    public Set<String> groupIds() {
        return groups().stream().map(GroupModel::getId).collect(Collectors.toSet());
    }
}
