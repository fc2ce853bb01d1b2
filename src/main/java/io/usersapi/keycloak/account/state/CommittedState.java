package io.usersapi.keycloak.account.state;

import java.util.function.Predicate;
import org.keycloak.common.util.Encode;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.JsonWebToken;

/** What the database holds without the transaction at hand, under every isolation level. */
public final class CommittedState {

    private CommittedState() {}

    /** What is so of a user without this transaction: it may have just given itself what is asked for. */
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

    /** The realm of the caller, which may be master: the issuer has its name as a path has it (AdminRoot). */
    private static String realmOf(KeycloakSession session) {
        String issuer = ((JsonWebToken) session.getContext().getBearerToken()).getIssuer();
        return Encode.decodePath(issuer.substring(issuer.lastIndexOf('/') + 1));
    }

    /** Whether the user was soft-deleted before this transaction, or meanwhile. */
    public static boolean isTombstone(KeycloakSession session, String userId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), other -> !other.getProvider(JpaConnectionProvider.class)
                        .getEntityManager()
                        .createQuery(
                                "select u.id from UserEntity u where u.id = :id and " + AccountState.TOMBSTONE,
                                String.class)
                        .setParameter("id", userId)
                        .getResultList()
                        .isEmpty());
    }
}
