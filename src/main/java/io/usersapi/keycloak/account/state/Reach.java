package io.usersapi.keycloak.account.state;

import java.util.Map;
import java.util.Optional;
import org.keycloak.models.UserModel;

/**
 * Whom a caller may see and touch, described twice: as a condition for lists, and as a check of one user. A user out of
 * reach does not exist for the caller. No list, count or export has the user, and the user's id and address are
 * answered 404.
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

    /** The condition in JPQL on {@code UserEntity u} that the user is in reach; empty where everybody is. */
    Optional<AccountState.Condition> condition();

    /** Whether the user is in reach. */
    boolean contains(UserModel user);
}
