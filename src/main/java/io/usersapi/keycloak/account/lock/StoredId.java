package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.value.ExactId;
import io.usersapi.keycloak.account.value.ExactText;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * The id of a user as the user's row has it. A database that compares by a collation finds the row by other spellings, too, and
 * Hibernate gives the entity the id that was asked for (EntityInitializerImpl). What is written then is written
 * to the user, while whatever compares ids knows of no such user: its tombstone, its sessions, its place in caches.
 */
public final class StoredId {

    private StoredId() {}

    /** Whether there is a user to whose id the database takes this one for equal, and none with this one. */
    public static boolean isMisspelt(KeycloakSession session, String id) {
        return !ExactId.mayBe(session, UserEntity.class, id);
    }

    /**
     * A condition in SQL, to stand behind the comparison of the column with the id. It has a parameter, the id once more. It is
     * empty where the database compares exactly.
     */
    public static String exactly(SharedSessionContractImplementor session, String column) {
        return ExactText.alsoExactly(session, column);
    }
}
