package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.SharedEntries;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

/**
 * Reserves an e-mail address in the whole cluster, for the transaction that is about to give it to a user. Other
 * transactions are refused at once. Without a claim they would wait at the unique key of the database while a password
 * is hashed, which is longer than some databases allow.
 */
public final class AddressClaim extends AbstractKeycloakTransaction {

    /**
     * How long a claim lasts where its node dies. It is over before an idempotency key lets the same request in again, 40
     * to 60 seconds after such a death: the row that was under way is then no {@code taken}.
     */
    private static final long SECONDS = 40;

    private final SingleUseObjectProvider store;
    private final String key;

    private AddressClaim(SingleUseObjectProvider store, String key) {
        this.store = store;
        this.key = key;
    }

    /**
     * Claims the address until the transaction has ended.
     *
     * @throws ProblemException 422 {@code taken} where another transaction has claimed the address
     */
    public static void take(KeycloakSession session, EmailAddress email) {
        String realm = session.getContext().getRealm().getId();
        String key = "users-api.address." + realm + "." + Tombstone.hash(email.value());
        SingleUseObjectProvider store = SharedEntries.of(session);
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
