package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.profile.KeycloakMessages;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.userprofile.validator.AttributeRequiredByMetadataValidator;
import org.keycloak.userprofile.validator.UsernameProhibitedCharactersValidator;

/**
 * The rules that the realm's user profile has for the fields of an account. Broken ones are noted with the fields and
 * codes of this API.
 */
public final class ProfileRules {

    private static final Set<String> TAKEN = Set.of(Messages.USERNAME_EXISTS, Messages.EMAIL_EXISTS);

    /** The message key of Keycloak's ImmutableAttributeValidator. */
    private static final String READ_ONLY = "error-user-attribute-read-only";

    private static final String REQUIRED = AttributeRequiredByMetadataValidator.ERROR_USER_ATTRIBUTE_REQUIRED;

    /** The message key of both UsernameProhibitedCharactersValidator and UsernameIDNHomographValidator. */
    private static final String INVALID_CHARACTER = UsernameProhibitedCharactersValidator.MESSAGE_NO_MATCH;

    private final KeycloakSession session;

    public ProfileRules(KeycloakSession session) {
        this.session = session;
    }

    /** Notes every rule that a user who is to be created breaks. */
    void checkNew(AccountDraft draft, Violations violations) {
        UserProfile profile = ofNewUser(draft);
        check(profile, true, draft, violations);
        draft.checkedAs(profile);
    }

    /** The profile of a user who is to be created, not validated. The address is the username as well. */
    public UserProfile ofNewUser(AccountDraft draft) {
        Map<String, List<String>> attributes = new HashMap<>(draft.profile());
        attributes.put(UserModel.USERNAME, attributes.get(UserModel.EMAIL));
        return provider().create(UserProfileContext.USER_API, attributes);
    }

    /**
     * Notes every rule that a change breaks. What is wrong with fields that the change does not touch is not noted.
     *
     * @throws ProblemException 409 {@code read_only} where the user's store refuses the change
     */
    void checkChange(UserModel user, AccountDraft draft, Violations violations) {
        Map<String, List<String>> attributes = new HashMap<>(user.getAttributes());
        attributes.putAll(draft.profile());
        check(provider().create(UserProfileContext.USER_API, attributes, user), false, draft, violations);
    }

    private void check(UserProfile profile, boolean isNew, AccountDraft draft, Violations violations) {
        try {
            profile.validate();
        } catch (ValidationException invalid) {
            for (ValidationException.Error error : invalid.getErrors()) {
                Field<?> field = field(error);
                boolean ours = isSent(field, error, draft);
                if (ours && !isNew && refusedByStore(error)) {
                    throw ProblemException.of(ErrorCode.READ_ONLY);
                }
                // A draft without a valid address has no address for the profile to judge. An attribute that nobody may
                // edit is refused by the field itself.
                boolean told = ours || (isNew && field != Fields.EMAIL);
                if (told && isEditable(field, error) && !isFitForAnAddress(error, profile)) {
                    add(field, error, violations);
                }
            }
        }
    }

    private static Field<?> field(ValidationException.Error error) {
        return Fields.SENT.stream()
                .filter(field -> field.isMadeOf(error.getAttribute()))
                .findFirst()
                .orElse(Fields.ATTRIBUTES);
    }

    private static boolean isSent(Field<?> field, ValidationException.Error error, AccountDraft draft) {
        return field == Fields.ATTRIBUTES
                ? draft.get(Fields.ATTRIBUTES)
                        .filter(sent -> sent.has(error.getAttribute()))
                        .isPresent()
                : draft.get(field).isPresent();
    }

    private boolean isEditable(Field<?> field, ValidationException.Error error) {
        return field != Fields.ATTRIBUTES || access(error) == ProfileAttributes.Access.EDITABLE;
    }

    private ProfileAttributes.Access access(ValidationException.Error error) {
        return ProfileAttributes.ofAdministrators(session).access(error.getAttribute());
    }

    private void add(Field<?> field, ValidationException.Error error, Violations violations) {
        String name = field == Fields.ATTRIBUTES ? SentAttributes.error(error.getAttribute()) : field.name();
        if (TAKEN.contains(error.getMessage()) && field != Fields.ATTRIBUTES) {
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
    private static boolean isFitForAnAddress(ValidationException.Error error, UserProfile profile) {
        return UserModel.USERNAME.equals(error.getAttribute())
                && INVALID_CHARACTER.equals(error.getMessage())
                && Validation.isUsernameValid(profile.getAttributes().getFirst(UserModel.USERNAME));
    }

    /**
     * Whether the user's store refused: it makes attributes read-only that the realm's own profile lets administrators
     * edit (LDAPStorageProvider).
     */
    private boolean refusedByStore(ValidationException.Error error) {
        if (!READ_ONLY.equals(error.getMessage())) {
            return false;
        }
        if (field(error) == Fields.ATTRIBUTES) {
            return access(error) == ProfileAttributes.Access.EDITABLE;
        }
        UPAttribute declared = provider().getConfiguration().getAttribute(error.getAttribute());
        return declared != null
                && declared.getPermissions() != null
                && declared.getPermissions().getEdit().contains(UserProfileConstants.ROLE_ADMIN);
    }

    private String sentence(ValidationException.Error error) {
        return error.getFormattedMessage(new KeycloakMessages(session)::sentence);
    }

    private UserProfileProvider provider() {
        return session.getProvider(UserProfileProvider.class);
    }
}
