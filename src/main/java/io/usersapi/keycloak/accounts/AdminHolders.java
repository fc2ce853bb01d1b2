package io.usersapi.keycloak.accounts;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
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
        this.roles = adminRole == null ? Set.of() : withRolesAbove(adminRole);
    }

    /** The role and all that contain it at any depth; a client's role can, too. */
    private Set<RoleModel> withRolesAbove(RoleModel adminRole) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        Set<String> found = new HashSet<>();
        Set<String> level = Set.of(adminRole.getId());
        while (found.addAll(level)) {
            level = Set.copyOf(entities.createQuery(
                            "select c.parentRole.id from CompositeRoleEntity c where c.childRole.id in (:roles)",
                            String.class)
                    .setParameter("roles", level)
                    .getResultList());
        }
        return found.stream()
                .map(id -> session.roles().getRoleById(realm, id))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
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
