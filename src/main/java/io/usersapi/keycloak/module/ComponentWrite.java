package io.usersapi.keycloak.module;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Writes a component of a realm so that each setting of the component has one value. Keycloak replaces all rows of the
 * settings at each write (RealmAdapter.setConfig). A transaction may write twice, with a query in between. Hibernate
 * has then already scheduled the rows of the first write, does not notice that they are replaced, and inserts them
 * beside the rows of the second write. A reader of the component would get one or the other.
 */
public final class ComponentWrite {

    private ComponentWrite() {}

    /** Sends to the database what was written before, then writes, then sends that as well. */
    public static void alone(KeycloakSession session, Runnable write) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        entities.flush();
        write.run();
        entities.flush();
    }
}
