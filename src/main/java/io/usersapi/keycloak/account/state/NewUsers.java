package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Gives users whom a transaction has created the attribute {@code active}, whether it is one user or an import of many.
 */
public final class NewUsers {

    /** How many ids one statement has. Oracle takes 1000 in a list. */
    private static final int AT_ONCE = 500;

    private final EntityManager entities;

    public NewUsers(KeycloakSession session) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Sets the attribute of each user to the value of the enabled flag, in one statement for up to 500 users, which
     * loads no user. The id of the attribute's row is that of its user, which no other attribute has. Service accounts
     * get no attribute.
     */
    public void mark(List<String> ids) {
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            entities.createQuery("insert into UserAttributeEntity (id, name, value, user) select u.id, '"
                            + ModuleAttributes.ACTIVE
                            + "', case when u.enabled = true then 'true' else 'false' end, u from UserEntity u"
                            + " where u.id in (:ids) and u.serviceAccountClientLink is null")
                    .setParameter("ids", ids.subList(from, Math.min(ids.size(), from + AT_ONCE)))
                    .executeUpdate();
        }
    }
}
