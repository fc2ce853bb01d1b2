package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.account.state.Tombstone;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.SharedEntries;
import java.util.Collection;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
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
     * @param ownerId the id of the user who gets the address; null for a new user
     * @throws ProblemException 422 {@code taken} where another transaction has claimed the address, or as
     *     {@link #requireUnshared}
     */
    public static void take(KeycloakSession session, EmailAddress email, String ownerId) {
        takeUnasked(session, email);
        if (session.getContext().getRealm().isDuplicateEmailsAllowed()) {
            requireUnshared(session, List.of(email), ownerId);
        }
    }

    /** The same for one of many new users: {@link #requireUnshared} is to be asked of all of them at once. */
    public static void takeUnasked(KeycloakSession session, EmailAddress email) {
        String realm = session.getContext().getRealm().getId();
        String key = "users-api.address." + realm + "." + Tombstone.hash(email.value());
        SingleUseObjectProvider store = SharedEntries.of(session);
        if (!store.putIfAbsent(key, SECONDS)) {
            throw Violations.of("email", ErrorCode.TAKEN);
        }
        session.getTransactionManager().enlistAfterCompletion(new AddressClaim(store, key));
    }

    /**
     * Refuses addresses that another user has got before they were claimed, and since the rules asked whether they are free.
     * Where the realm allows duplicate addresses, no unique key of the database would. The question is asked in a new
     * transaction: this one may read from a snapshot.
     *
     * @param ownerId the id of the user who may have the address; null for new users
     * @throws ProblemException 422 {@code taken} where another user has one of the addresses
     */
    public static void requireUnshared(KeycloakSession session, Collection<EmailAddress> claimed, String ownerId) {
        if (claimed.isEmpty()) {
            return;
        }
        // Hibernate keeps no plan of a query with a list.
        boolean isOne = claimed.size() == 1;
        List<String> emails = claimed.stream().map(EmailAddress::value).toList();
        String realm = session.getContext().getRealm().getId();
        List<String> owners = CommittedState.in(session, realm, other -> other.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.id from UserEntity u where u.realmId = :realm and u.email "
                                + (isOne ? "= :email" : "in (:email)"),
                        String.class)
                .setParameter("realm", realm)
                .setParameter("email", isOne ? emails.get(0) : emails)
                .setMaxResults(2)
                .getResultList());
        if (owners.stream().anyMatch(id -> !id.equals(ownerId))) {
            throw Violations.of("email", ErrorCode.TAKEN);
        }
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
