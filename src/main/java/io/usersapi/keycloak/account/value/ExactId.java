package io.usersapi.keycloak.account.value;

import io.usersapi.keycloak.http.input.Characters;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * Distinguishes ids that the database takes for equal. MariaDB, MySQL and SQL Server compare by a collation in which
 * {@code A} and {@code a} are equal. Keycloak would find the row for an id in another case, and give the entity the id
 * that was asked for. Sessions, caches and everything else that compares ids would take it for another entity.
 */
public final class ExactId {

    private ExactId() {}

    /** Whether the text may be the id of a role. */
    public static boolean mayBeRole(KeycloakSession session, String id) {
        return mayBe(session, RoleEntity.class, id);
    }

    /**
     * Whether the text may be an id of the entity: it has the form of an id, and a row has exactly this id, or no row has it
     * in any case. On databases that compare exactly there is no query.
     */
    public static boolean mayBe(KeycloakSession session, Class<?> entity, String id) {
        // Keycloak's StorageId throws for a part of an id f:STORE:ID.
        boolean isPart = id.startsWith("f:") && id.indexOf(':', 2) < 0;
        if (isPart || !Characters.areSound(id) || Characters.count(id) > EmailAddress.MAX_LENGTH) {
            return false;
        }
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        if (!ExactText.isComparable(entities, id) && !holdsAllLetters(entities, entity)) {
            return false;
        }
        if (!comparesByCollation(entities)) {
            return true;
        }
        List<String> stored = entities.createQuery(
                        "select e.id from " + entity.getSimpleName() + " e where e.id = :id", String.class)
                .setParameter("id", id)
                .getResultList();
        return stored.isEmpty() || stored.contains(id);
    }

    /** Whether the column of ids on MariaDB or MySQL has any letter, as in a database that is {@code utf8mb4} throughout. */
    private static boolean holdsAllLetters(EntityManager entities, Class<?> entity) {
        return entities.createQuery(
                        "select cast(sql('charset(?)', e.id) as string) from " + entity.getSimpleName() + " e",
                        String.class)
                .setMaxResults(1)
                .getResultList()
                .contains("utf8mb4");
    }

    private static boolean comparesByCollation(EntityManager entities) {
        return DatabaseKind.isMySql(entities) || DatabaseKind.isSqlServer(entities);
    }
}
