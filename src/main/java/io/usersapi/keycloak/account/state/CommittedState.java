package io.usersapi.keycloak.account.state;

import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import org.keycloak.common.util.Encode;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.JsonWebToken;

/** What the database holds, apart from what the current transaction has written, under every isolation level. */
public final class CommittedState {

    private CommittedState() {}

    /**
     * Whether something is true of a user, apart from what this transaction has written: the transaction may just have
     * given the user what is asked about.
     *
     * @param user a user of the realm that issued the caller's bearer token
     */
    public static boolean ofUser(KeycloakSession session, UserModel user, Predicate<UserModel> question) {
        String id = user.getId();
        RealmModel at = session.realms().getRealmByName(realmOf(session));
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            RealmModel realm = other.realms().getRealm(at.getId());
            other.getContext().setRealm(realm);
            UserModel same = other.users().getUserById(realm, id);
            return same != null && question.test(same);
        });
    }

    /** The realm that issued the caller's token, which may be master. The issuer has the name encoded (AdminRoot). */
    private static String realmOf(KeycloakSession session) {
        String issuer = ((JsonWebToken) session.getContext().getBearerToken()).getIssuer();
        return Encode.decodePath(issuer.substring(issuer.lastIndexOf('/') + 1));
    }

    /** Those of the users who are soft-deleted by what has been committed up to now, by whatever transaction. */
    public static Set<String> tombstones(KeycloakSession session, Collection<String> userIds) {
        if (userIds.isEmpty()) {
            return Set.of();
        }
        // Hibernate keeps no plan of a query with a list.
        boolean isOne = userIds.size() == 1;
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                other -> Set.copyOf(other.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery(
                                "select u.id from UserEntity u where u.id " + (isOne ? "= :id" : "in (:id)") + " and "
                                        + AccountState.TOMBSTONE,
                                String.class)
                        .setParameter("id", isOne ? userIds.iterator().next() : userIds)
                        .getResultList()));
    }
}
