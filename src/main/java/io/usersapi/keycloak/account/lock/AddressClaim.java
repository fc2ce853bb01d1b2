package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * Holds an e-mail address, in the whole cluster, for the transaction that is about to give it to a user. Others are
 * refused at once; at the unique key of the database they would wait, while a password is hashed, longer than some
 * databases let them.
 */
public final class AddressClaim extends AbstractKeycloakTransaction {

    /** How long a claim lasts, should its node die. */
    private static final long SECONDS = 60;

    private final SingleUseObjectProvider store;
    private final String key;

    private AddressClaim(SingleUseObjectProvider store, String key) {
        this.store = store;
        this.key = key;
    }

    /**
     * Claims the address until the transaction is over.
     *
     * @throws ProblemException 422 {@code taken} where another transaction has claimed it
     */
    public static void take(KeycloakSession session, EmailAddress email) {
        String realm = session.getContext().getRealm().getId();
        String key = "users-api.address." + realm + "." + Tombstone.hash(email.value());
        SingleUseObjectProvider store = session.singleUseObjects();
        if (!store.putIfAbsent(key, SECONDS)) {
            throw Violations.of("email", ErrorCode.TAKEN);
        }
        session.getTransactionManager().enlistAfterCompletion(new AddressClaim(store, key));
    }

    @Override
    protected void commitImpl() {
        store.remove(key);
    }

    @Override
    protected void rollbackImpl() {
        store.remove(key);
    }
}
