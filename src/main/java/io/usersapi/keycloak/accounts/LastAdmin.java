package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.stream.Stream;
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

    LastAdmin(KeycloakSession session, RoleModel adminRole) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.adminRole = adminRole;
    }

    /**
     * Waits until no other request can take an admin away, on any node: holds the admin role's row until the end of
     * the transaction. Whoever comes second counts after the first has committed.
     */
    void lock() {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
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

    /** Whether anybody but {@code leaving} is an active admin. */
    boolean anotherExists(UserModel leaving) {
        return admins().anyMatch(admin -> admin.isEnabled()
                && !admin.getId().equals(leaving.getId())
                && admin.getServiceAccountClientLink() == null
                && !AccountAttributes.isTombstone(admin));
    }

    /** The users that hold the admin role by themselves, by a role that contains it, or by a group. */
    private Stream<UserModel> admins() {
        AdminHolders holders = new AdminHolders(session, adminRole);
        return Stream.concat(
                holders.roles().stream().flatMap(role -> session.users().getRoleMembersStream(realm, role)),
                holders.groups().stream().flatMap(group -> session.users().getGroupMembersStream(realm, group)));
    }
}
