package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.keycloak.userprofile.validator.UsernameProhibitedCharactersValidator;

/** The rules that the realm's user profile sets for the fields of an account, told in the words of this API. */
final class ProfileRules {

    private static final Set<String> TAKEN = Set.of(Messages.USERNAME_EXISTS, Messages.EMAIL_EXISTS);

    /** Keycloak's ImmutableAttributeValidator. */
    private static final String READ_ONLY = "error-user-attribute-read-only";

    /** Of Keycloak's UsernameProhibitedCharactersValidator and UsernameIDNHomographValidator alike. */
    private static final String INVALID_CHARACTER = UsernameProhibitedCharactersValidator.MESSAGE_NO_MATCH;

    private final KeycloakSession session;

    ProfileRules(KeycloakSession session) {
        this.session = session;
    }

    /** Notes what rules a user to be breaks. */
    void checkNew(AccountDraft draft, Violations violations) {
        check(ofNewUser(draft), true, draft, violations);
    }

    /** The profile of a user to be, unchecked. The address is the username, too. */
    UserProfile ofNewUser(AccountDraft draft) {
        Map<String, List<String>> attributes = new HashMap<>(draft.profile());
        attributes.put(UserModel.USERNAME, attributes.get(UserModel.EMAIL));
        return provider().create(UserProfileContext.USER_API, attributes);
    }

    /**
     * Notes what rules a change breaks; what the user broke before is not its concern.
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
                Optional<Field<?>> field = field(error);
                String name = field.map(Field::name).orElse(error.getAttribute());
                boolean ours = field.filter(sent -> draft.get(sent).isPresent()).isPresent();
                if (ours && !isNew && refusedByStore(error)) {
                    throw ProblemException.of(ErrorCode.READ_ONLY);
                }
                if (TAKEN.contains(error.getMessage()) && ours) {
                    violations.add(name, ErrorCode.TAKEN);
                } else if ((ours || isNew) && !isFitForAnAddress(error, profile)) {
                    violations.addWorded(name, ErrorCode.USER_PROFILE, sentence(error));
                }
            }
        }
    }

    private static Optional<Field<?>> field(ValidationException.Error error) {
        return Fields.SENT.stream()
                .filter(field -> field.isMadeOf(error.getAttribute()))
                .findFirst();
    }

    /**
     * Whether a username breaks only the rule of which characters it may have. Keycloak drops the rule where addresses are
     * usernames (UsernameProhibitedCharactersValidator), and a username is an address here: {@code o'brien@example.org}. The
     * rule against letters that only look Latin stays.
     */
    private static boolean isFitForAnAddress(ValidationException.Error error, UserProfile profile) {
        return UserModel.USERNAME.equals(error.getAttribute())
                && INVALID_CHARACTER.equals(error.getMessage())
                && Validation.isUsernameValid(profile.getAttributes().getFirst(UserModel.USERNAME));
    }

    /** A store makes attributes read-only that the realm's own profile lets administrators edit (LDAPStorageProvider). */
    private boolean refusedByStore(ValidationException.Error error) {
        UPAttribute declared = provider().getConfiguration().getAttribute(error.getAttribute());
        return READ_ONLY.equals(error.getMessage())
                && declared != null
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
