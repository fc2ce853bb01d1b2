package io.usersapi.keycloak.account.batch;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.UserAdapter;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.models.utils.UserModelDelegate;

/**
 * The roles of many users of the database, looked up for all of them together. Keycloak's model of a user asks the
 * database each time for the user's roles and groups, unless the user is in the cache, and a locked user is not.
 */
public final class KnownRoles {

    private final RealmModel realm;
    private final Map<String, Set<String>> roles = new HashMap<>();
    private final Set<String> members;

    public KnownRoles(KeycloakSession session, Collection<String> users) {
        this.realm = session.getContext().getRealm();
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        entities.createQuery(
                        "select m.user.id, m.roleId from UserRoleMappingEntity m where m.user.id in (:users)",
                        Object[].class)
                .setParameter("users", users)
                .getResultList()
                .forEach(row -> roles.computeIfAbsent((String) row[0], user -> new HashSet<>())
                        .add((String) row[1]));
        members = new HashSet<>(entities.createQuery(
                        "select distinct m.user.id from UserGroupMembershipEntity m where m.user.id in (:users)",
                        String.class)
                .setParameter("users", users)
                .getResultList());
    }

    /** The user with the roles that are known. They are right as long as nobody gives or takes a role or a group. */
    public UserModel of(UserModel user) {
        return new Known(user);
    }

    private final class Known extends UserModelDelegate {

        private Known(UserModel user) {
            super(user);
        }

        @Override
        public Stream<RoleModel> getRoleMappingsStream() {
            return roles.getOrDefault(getId(), Set.of()).stream()
                    .map(realm::getRoleById)
                    .filter(Objects::nonNull);
        }

        @Override
        public Stream<RoleModel> getRealmRoleMappingsStream() {
            return getRoleMappingsStream().filter(RoleUtils::isRealmRole);
        }

        /**
         * Most users are in no group; of the others Keycloak tells the groups, which it does by more than the rows. Groups
         * of organizations give no roles, and Keycloak leaves them out of users from its cache.
         */
        @Override
        public Stream<GroupModel> getGroupsStream() {
            return members.contains(getId())
                    ? super.getGroupsStream().filter(group -> group.getType() == GroupModel.Type.REALM)
                    : Stream.empty();
        }

        /** As {@link UserAdapter#hasRole}. */
        @Override
        public boolean hasRole(RoleModel role) {
            return RoleUtils.hasRole(getRoleMappingsStream(), role)
                    || RoleUtils.hasRoleFromGroup(getGroupsStream(), role, true);
        }
    }
}
