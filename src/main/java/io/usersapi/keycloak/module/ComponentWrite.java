package io.usersapi.keycloak.module;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Writes a realm's component so that each of its settings has one value. Keycloak replaces all rows of the settings at
 * each write (RealmAdapter.setConfig). Where a transaction writes twice and a query stands between, Hibernate has already
 * scheduled the rows of the first write, knows of none that went, and inserts them beside those of the second: whoever
 * reads the component gets the one or the other.
 */
public final class ComponentWrite {

    private ComponentWrite() {}

    /** Writes to the database what stands before, and then what {@code write} writes. */
    public static void alone(KeycloakSession session, Runnable write) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        entities.flush();
        write.run();
        entities.flush();
    }
}
