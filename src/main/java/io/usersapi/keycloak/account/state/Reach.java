package io.usersapi.keycloak.account.state;

import java.util.Map;
import java.util.Optional;
import org.keycloak.models.UserModel;

/**
 * Whom a caller may see and touch, told twice: as a condition for lists and as a check for one user. Who is out of reach is
 * not there: no list, count or export has that user, and its id and address are 404.
 */
public interface Reach {

    Reach EVERYBODY = new Reach() {
        @Override
        public Optional<AccountState.Condition> condition() {
            return Optional.empty();
        }

        @Override
        public boolean contains(UserModel user) {
            return true;
        }
    };

    Reach NOBODY = new Reach() {
        @Override
        public Optional<AccountState.Condition> condition() {
            return Optional.of(new AccountState.Condition("1 = 0", Map.of()));
        }

        @Override
        public boolean contains(UserModel user) {
            return false;
        }
    };

    /** What a row {@code u} of {@code UserEntity} must be like, in JPQL; nothing where everybody is in reach. */
    Optional<AccountState.Condition> condition();

    boolean contains(UserModel user);
}
