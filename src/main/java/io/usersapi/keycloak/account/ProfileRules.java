package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.profile.KeycloakMessages;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.userprofile.Attributes;
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
        checkEditable(profile.getAttributes(), draft, violations);
        check(profile, true, draft, violations);
        draft.checkedAs(profile);
    }

    /**
     * Notes fields that administrators may not edit. Of a new user Keycloak leaves them out without a word
     * (DefaultAttributes.getWritable); ImmutableAttributeValidator speaks for users who exist.
     */
    private void checkEditable(Attributes profile, AccountDraft draft, Violations violations) {
        draft.profile().forEach((name, values) -> {
            boolean isSent = field(name) != Fields.ATTRIBUTES && !values.isEmpty();
            if (isSent && profile.isReadOnly(name) && profile.getMetadata(name) != null) {
                String sentence = new KeycloakMessages(session).sentence(READ_ONLY, name);
                violations.addWorded(field(name).name(), ErrorCode.USER_PROFILE, sentence);
            }
        });
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
        UserProfile profile = provider().create(UserProfileContext.USER_API, attributes, user);
        check(profile, false, draft, violations);
        draft.get(Fields.ATTRIBUTES).ifPresent(sent -> sent.checkRemoved(profile.getAttributes(), violations));
    }

    /**
     * The fields of a user that nobody may change, as far as that is known before a change: the user's store may refuse
     * more. With {@code attributes} in the list, none of the attributes may be changed.
     */
    public List<String> readOnlyFields(UserModel user) {
        Attributes profile = provider()
                .create(UserProfileContext.USER_API, user.getAttributes(), user)
                .getAttributes();
        Stream<Field<?>> kept = Stream.of(UserModel.EMAIL, UserModel.FIRST_NAME, UserModel.LAST_NAME)
                .filter(profile::contains)
                .filter(profile::isReadOnly)
                .map(ProfileRules::field);
        Stream<Field<?>> lost = OutsideStore.isForgetful(user)
                ? Stream.of(Fields.ROLES, Fields.TYPE, Fields.STATUS, Fields.EMAIL_VERIFIED, Fields.ATTRIBUTES)
                : Stream.empty();
        return Stream.concat(kept, lost).map(Field::name).distinct().toList();
    }

    private void check(UserProfile profile, boolean isNew, AccountDraft draft, Violations violations) {
        try {
            profile.validate();
        } catch (ValidationException invalid) {
            for (ValidationException.Error error : invalid.getErrors()) {
                Field<?> field = field(error.getAttribute());
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

    private static Field<?> field(String attribute) {
        return Fields.SENT.stream()
                .filter(field -> field.isMadeOf(attribute))
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
        if (field(error.getAttribute()) == Fields.ATTRIBUTES) {
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
