package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.lock.DatabaseError;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import jakarta.persistence.PersistenceException;
import java.util.function.Supplier;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;
import org.keycloak.policy.PasswordPolicyNotMetException;
import org.keycloak.storage.ReadOnlyException;

/** Translates the exceptions of Keycloak's model into refusals of this API. */
public final class ModelErrors {

    private ModelErrors() {}

    /**
     * Carries out a change, and translates what it throws. A part of the change may have been written, so the exception
     * must reach the end of the transaction, which is then rolled back.
     *
     * @param federated whether a directory may have refused the change
     * @return what the change answers
     * @throws ProblemException 409 {@code read_only} or {@code conflict}; 422 {@code taken}, {@code unstorable} or
     *     {@code password_policy}
     */
    public static UserModel translating(boolean federated, Supplier<UserModel> change) {
        try {
            return change.get();
        } catch (ModelDuplicateException refused) {
            // Keycloak calls every broken constraint a duplicate (EntityManagerProxy.convert).
            throw DatabaseError.isOtherThanDuplicateUser(refused)
                    ? ProblemException.of(ErrorCode.CONFLICT)
                    : Violations.of("email", ErrorCode.TAKEN);
        } catch (ReadOnlyException readOnly) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        } catch (PasswordPolicyNotMetException policyChanged) {
            throw Violations.of("password", ErrorCode.PASSWORD_POLICY);
        } catch (ModelException failed) {
            if (Contention.isCause(failed) || Vanished.isCause(failed)) {
                throw ProblemException.of(ErrorCode.CONFLICT);
            }
            DatabaseError.unstorableField(failed).ifPresent(field -> {
                throw Violations.of(field, ErrorCode.UNSTORABLE);
            });
            if (!federated) {
                throw failed;
            }
            OutsideStore.warnOf(failed);
            throw ProblemException.of(ErrorCode.READ_ONLY);
        } catch (PersistenceException failed) {
            // Hibernate throws this outside of Keycloak's EntityManagerProxy, for example at a flush before a query.
            throw Contention.isCause(failed) ? ProblemException.of(ErrorCode.CONFLICT) : failed;
        }
    }
}
