package io.usersapi.keycloak.account.value;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** A realm role that is looked up by its name, whatever letters the text has. */
public final class RoleByName {

    private RoleByName() {}

    /**
     * The role with the name in the session's realm, or null. On MariaDB, Keycloak's own query fails for letters that the
     * column cannot have.
     */
    public static RoleModel find(KeycloakSession session, String name) {
        RealmModel realm = session.getContext().getRealm();
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (ExactText.isComparable(entities, name)) {
            return session.roles().getRealmRole(realm, name);
        }
        return entities.createQuery(
                        "select r.id from RoleEntity r where r.realmId = :realm and r.clientRole = false and "
                                + ExactText.equal(entities, "r.name", ":name", name),
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("name", name)
                .getResultStream()
                .findFirst()
                .map(id -> session.roles().getRoleById(realm, id))
                .orElse(null);
    }
}
