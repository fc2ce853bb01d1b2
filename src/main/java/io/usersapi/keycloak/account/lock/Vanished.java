package io.usersapi.keycloak.account.lock;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.ContainedRoles;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.OptimisticLockException;
import java.util.function.Supplier;
import org.hibernate.StaleStateException;
import org.hibernate.UnresolvableObjectException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;

/**
 * Recognizes failures that come from something being removed for good while a request works with it. Keycloak and
 * Hibernate report this in many ways.
 */
public final class Vanished {

    private Vanished() {}

    /**
     * Does something with a user who was found.
     *
     * @return what the act answers
     * @throws ProblemException 404 where the act failed and the user is gone; 409 {@code conflict} where something else
     *     is gone; or what the act throws
     */
    public static <T> T translating(KeycloakSession session, UserModel user, Supplier<T> act) {
        String id = user.getId();
        try {
            return act.get();
        } catch (ProblemException refused) {
            throw refused.code() == ErrorCode.CONFLICT && isGone(session, id) ? notFound() : refused;
        } catch (RuntimeException failed) {
            if (isGone(session, id)) {
                throw notFound();
            }
            throw isCause(failed) ? ProblemException.of(ErrorCode.CONFLICT) : failed;
        }
    }

    private static ProblemException notFound() {
        return ProblemException.of(ErrorCode.USER_NOT_FOUND);
    }

    /**
     * Whether the user is gone. It is asked in a new transaction, since the failed one and the caches may still have
     * the user.
     */
    private static boolean isGone(KeycloakSession session, String id) {
        String realmId = session.getContext().getRealm().getId();
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            RealmModel realm = other.realms().getRealm(realmId);
            other.getContext().setRealm(realm);
            return StorageId.isLocalStorage(id)
                    && UserStoragePrivateUtil.userLocalStorage(other).getUserById(realm, id) == null;
        });
    }

    /** Whether the failure or one of its causes says that something is gone. */
    public static boolean isCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EntityNotFoundException
                    || cause instanceof UnresolvableObjectException
                    || cause instanceof OptimisticLockException
                    || cause instanceof StaleStateException
                    || ContainedRoles.isDeletion(cause)) {
                return true;
            }
        }
        return false;
    }
}
