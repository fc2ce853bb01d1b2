package io.usersapi.keycloak.rules;

import io.usersapi.keycloak.module.ContainedRoles;
import io.usersapi.keycloak.support.ApiRealm;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Deletes roles and groups of the realm {@link ApiRealm} from the database alone, as if a deletion were committed at this instant. */
final class BehindTheCache {

    private BehindTheCache() {}

    /**
     * Deletes what stands in Keycloak's cache. Of a role that goes alone, the cache does not know yet what it contains. Of what
     * goes with its parts, the cache knows that, and has the parts no more.
     *
     * @param roles the ids of a role and of what it contains
     * @param groups the ids of a group and of the group below; one that goes with a role gives it
     * @param userId the id of a user whom the cache knows, too
     */
    static void delete(
            RunOnServerClient server, RealmResource realm, List<String> roles, List<String> groups, String userId) {
        ArrayList<String> deletedRoles = new ArrayList<>(roles);
        ArrayList<String> deletedGroups = new ArrayList<>(groups);
        forget(realm);
        server.run(session -> {
            apart(session, (own, in) -> look(own, in, deletedRoles, deletedGroups, userId));
            apart(session, (own, in) -> forgetParts(own, deletedRoles, deletedGroups));
            apart(session, (own, in) -> delete(own, deletedRoles, deletedGroups));
        });
    }

    /** What happens to a question about a role that the transaction of the question alone has deleted. */
    static String lacking(KeycloakSession session, String role) {
        apart(session, (own, in) -> in.getRoleById(role));
        RealmModel realm = session.realms().getRealmByName(ApiRealm.NAME);
        RoleModel cached = realm.getRoleById(role);
        session.getTransactionManager().setRollbackOnly();
        delete(session, List.of(role), List.of());
        try {
            return ContainedRoles.with(Stream.of(cached)).toString();
        } catch (RuntimeException failed) {
            return failed.getClass().getSimpleName();
        }
    }

    /** Empties the caches. */
    static void forget(RealmResource realm) {
        realm.clearRealmCache();
        realm.clearUserCache();
    }

    private static void apart(KeycloakSession session, BiConsumer<KeycloakSession, RealmModel> work) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
            RealmModel realm = own.realms().getRealmByName(ApiRealm.NAME);
            own.getContext().setRealm(realm);
            work.accept(own, realm);
        });
    }

    private static void look(
            KeycloakSession session, RealmModel in, List<String> roles, List<String> groups, String userId) {
        in.getRolesStream().forEach(role -> in.getRole(role.getName()));
        in.getClientsStream().forEach(client -> client.getScopeMappingsStream().count());
        UserModel user = session.users().getUserById(in, userId);
        user.getRoleMappingsStream().forEach(RoleModel::getName);
        user.getGroupsStream().forEach(GroupModel::getName);
        in.getRolesStream()
                .filter(role -> roles.size() > 1 || !roles.contains(role.getId()))
                .forEach(role -> role.getCompositesStream().forEach(RoleModel::getName));
        for (String id : groups) {
            GroupModel group = session.groups().getGroupById(in, id);
            group.getRoleMappingsStream().forEach(RoleModel::getName);
            group.getSubGroupsStream().forEach(GroupModel::getName);
        }
        if (groups.size() > 1) {
            session.groups()
                    .getGroupById(in, groups.get(0))
                    .getParent()
                    .getSubGroupsStream()
                    .forEach(GroupModel::getName);
        }
    }

    private static void forgetParts(KeycloakSession session, List<String> roles, List<String> groups) {
        CacheRealmProvider cache = session.getProvider(CacheRealmProvider.class);
        roles.stream().skip(groups.isEmpty() ? 1 : 0).forEach(cache::registerInvalidation);
        groups.stream().skip(1).forEach(cache::registerInvalidation);
    }

    /** That users have the roles stays in their rows, as a list may have read it before. */
    private static void delete(KeycloakSession session, List<String> roles, List<String> groups) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (!roles.isEmpty()) {
            entities.createNativeQuery("delete from SCOPE_MAPPING where ROLE_ID in (:ids)")
                    .setParameter("ids", roles)
                    .executeUpdate();
        }
        for (String statement : List.of(
                "delete from CompositeRoleEntity c where c.parentRole.id in (:ids)",
                "delete from CompositeRoleEntity c where c.childRole.id in (:ids)",
                "delete from GroupRoleMappingEntity g where g.group.id in (:ids)",
                "delete from FederatedUserRoleMappingEntity f where f.roleId in (:ids)",
                "delete from RoleEntity r where r.id in (:ids)",
                "delete from GroupEntity g where g.id in (:ids)")) {
            Set<String> ids = Set.copyOf(statement.contains(" Group") ? groups : roles);
            if (!ids.isEmpty()) {
                entities.createQuery(statement).setParameter("ids", ids).executeUpdate();
            }
        }
    }
}
