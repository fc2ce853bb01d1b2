package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.lock.Contention;
import io.usersapi.keycloak.account.lock.DatabaseError;
import io.usersapi.keycloak.account.lock.Vanished;
import io.usersapi.keycloak.account.profile.KeycloakMessages;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import jakarta.persistence.PersistenceException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;
import org.keycloak.policy.PasswordPolicyNotMetException;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.userprofile.validator.AttributeRequiredByMetadataValidator;
import org.keycloak.userprofile.validator.ImmutableAttributeValidator;
import org.keycloak.userprofile.validator.UsernameProhibitedCharactersValidator;
import org.keycloak.validate.ValidationError;

/** Translates the exceptions of Keycloak's model, and what its user profile finds wrong, into refusals of this API. */
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
            throw ofBrokenConstraint(refused);
        } catch (ReadOnlyException readOnly) {
            throw ProblemException.of(ErrorCode.READ_ONLY);
        } catch (PasswordPolicyNotMetException policyChanged) {
            throw Violations.of("password", ErrorCode.PASSWORD_POLICY);
        } catch (ModelException failed) {
            ofDatabase(failed).ifPresent(refusal -> {
                throw refusal;
            });
            if (!federated) {
                throw failed;
            }
            OutsideStore.warnOf(failed);
            throw ProblemException.of(ErrorCode.READ_ONLY);
        } catch (PersistenceException failed) {
            // Hibernate throws this outside of Keycloak's EntityManagerProxy, for example at a flush before a query.
            throw failed instanceof ConstraintViolationException
                    ? ofBrokenConstraint(failed)
                    : ofDatabase(failed).orElse(failed);
        }
    }

    private static RuntimeException ofBrokenConstraint(RuntimeException failed) {
        return DatabaseError.isOtherThanDuplicateUser(failed)
                ? ProblemException.of(ErrorCode.CONFLICT)
                : Violations.of("email", ErrorCode.TAKEN);
    }

    /** What the database said, as a refusal; empty for what nobody foresees. */
    private static Optional<RuntimeException> ofDatabase(RuntimeException failed) {
        return Contention.isCause(failed) || Vanished.isCause(failed)
                ? Optional.of(ProblemException.of(ErrorCode.CONFLICT))
                : DatabaseError.unstorableField(failed).map(field -> Violations.of(field, ErrorCode.UNSTORABLE));
    }

    /** What a user profile finds wrong with a user, as violations of this API. */
    static final class OfProfile {

        /** The message key of Keycloak's ImmutableAttributeValidator. */
        static final String READ_ONLY = "error-user-attribute-read-only";

        private static final Set<String> TAKEN = Set.of(Messages.USERNAME_EXISTS, Messages.EMAIL_EXISTS);

        private static final String REQUIRED = AttributeRequiredByMetadataValidator.ERROR_USER_ATTRIBUTE_REQUIRED;

        /** The message key of both UsernameProhibitedCharactersValidator and UsernameIDNHomographValidator. */
        private static final String INVALID_CHARACTER = UsernameProhibitedCharactersValidator.MESSAGE_NO_MATCH;

        private final KeycloakSession session;

        OfProfile(KeycloakSession session) {
            this.session = session;
        }

        /** The error that ImmutableAttributeValidator has for an address that may not be edited. */
        static ValidationException.Error fixedAddress() {
            return new ValidationException.Error(
                    new ValidationError(ImmutableAttributeValidator.ID, UserModel.EMAIL, READ_ONLY));
        }

        static boolean isTaken(ValidationException.Error error) {
            return TAKEN.contains(error.getMessage());
        }

        static boolean isOfUsername(ValidationException.Error error) {
            return UserModel.USERNAME.equals(error.getAttribute());
        }

        boolean isEditable(Field<?> field, ValidationException.Error error) {
            return field != Fields.ATTRIBUTES || access(error) == ProfileAttributes.Access.EDITABLE;
        }

        private ProfileAttributes.Access access(ValidationException.Error error) {
            return ProfileAttributes.ofAdministrators(session).access(error.getAttribute());
        }

        void add(Field<?> field, ValidationException.Error error, Violations violations) {
            String name = field == Fields.ATTRIBUTES ? SentAttributes.error(error.getAttribute()) : field.name();
            if (isTaken(error) && field != Fields.ATTRIBUTES) {
                violations.add(name, ErrorCode.TAKEN);
            } else if (REQUIRED.equals(error.getMessage()) && field == Fields.ATTRIBUTES) {
                violations.add(name, ErrorCode.REQUIRED);
            } else {
                violations.addWorded(name, ErrorCode.USER_PROFILE, sentence(error));
            }
        }

        /**
         * Whether a username breaks only the rule about allowed characters. A username is an address here, and an address
         * may have more characters: {@code o'brien@example.org}. Keycloak itself drops the rule where addresses are
         * usernames (UsernameProhibitedCharactersValidator). The rule against letters that only look Latin stays.
         */
        static boolean isFitForAnAddress(ValidationException.Error error, AccountDraft draft) {
            return isOfUsername(error)
                    && INVALID_CHARACTER.equals(error.getMessage())
                    && draft.get(Fields.EMAIL)
                            .filter(email -> Validation.isUsernameValid(email.value()))
                            .isPresent();
        }

        /**
         * Whether the user's store refused: it makes attributes read-only that the realm's own profile lets administrators
         * edit (LDAPStorageProvider).
         */
        boolean isRefusedByStore(Field<?> field, ValidationException.Error error) {
            if (!READ_ONLY.equals(error.getMessage())) {
                return false;
            }
            if (field == Fields.ATTRIBUTES) {
                return access(error) == ProfileAttributes.Access.EDITABLE;
            }
            UPAttribute declared = session.getProvider(UserProfileProvider.class)
                    .getConfiguration()
                    .getAttribute(error.getAttribute());
            return declared != null
                    && declared.getPermissions() != null
                    && declared.getPermissions().getEdit().contains(UserProfileConstants.ROLE_ADMIN);
        }

        private String sentence(ValidationException.Error error) {
            return error.getFormattedMessage(new KeycloakMessages(session)::sentence);
        }
    }
}
