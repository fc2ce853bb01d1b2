package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.RoleEntity;

/** Sees to it that a realm keeps an active admin. */
final class LastAdmin {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RoleModel adminRole;
    private final EntityManager entities;

    LastAdmin(KeycloakSession session, RoleModel adminRole) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.adminRole = adminRole;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Waits until no other request can take an admin away, on any node: holds the admin role's row until the end of
     * the transaction. Whoever comes second counts after the first has committed.
     */
    void lock() {
        entities.find(RoleEntity.class, adminRole.getId(), LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Refuses where nobody but {@code leaving} is an active admin.
     *
     * @throws ProblemException 409 {@code last_admin}
     */
    void requireAnotherThan(UserModel leaving) {
        if (!anotherExists(leaving)) {
            throw ProblemException.of(ErrorCode.LAST_ADMIN);
        }
    }

    /** Whether the realm has an active admin at all. */
    boolean anyExists() {
        return count("") > 0;
    }

    private boolean anotherExists(UserModel leaving) {
        return count(leaving.getId()) > 0;
    }

    /**
     * Counted in the database rather than in the model: Keycloak's caches and the entities that this transaction has
     * already read may be older than the lock.
     */
    private long count(String except) {
        AdminHolders holders = new AdminHolders(session, adminRole);
        Set<String> groups = holders.groupIds();
        entities.flush();
        return entities.createQuery(
                        "select count(u.id) from UserEntity u where u.realmId = :realm and u.enabled = true"
                                + " and u.serviceAccountClientLink is null and u.id <> :except"
                                + " and (exists (select 1 from UserRoleMappingEntity m"
                                + " where m.user = u and m.roleId in (:roles))"
                                + " or exists (select 1 from UserGroupMembershipEntity g"
                                + " where g.user = u and g.groupId in (:groups)))",
                        Long.class)
                .setParameter("realm", realm.getId())
                .setParameter("except", except)
                .setParameter("roles", holders.roleIds())
                .setParameter("groups", groups.isEmpty() ? Set.of("") : groups)
                .getSingleResult();
    }
}
