package io.usersapi.keycloak.account.state;

import io.usersapi.keycloak.module.ModuleAttributes;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The attribute {@code active} of users whom a transaction has made, be it one or an import of many. */
public final class NewUsers {

    /** Oracle takes 1000 in a list. */
    private static final int AT_ONCE = 500;

    private final EntityManager entities;

    public NewUsers(KeycloakSession session) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Has the attribute say what the enabled flag of each says: one statement for all of them, which reads no user. The id
     * of the attribute is that of its user, which no other attribute has. A service account is nobody's user.
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
