package io.usersapi.keycloak.accounts;

import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import io.usersapi.keycloak.problem.Violations;
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
import org.keycloak.userprofile.validator.UsernameProhibitedCharactersValidator;

/** The rules that the realm's user profile sets for a name and an e-mail address, told in the words of this API. */
final class ProfileRules {

    private static final Set<String> TAKEN = Set.of(Messages.USERNAME_EXISTS, Messages.EMAIL_EXISTS);

    /** Keycloak's ImmutableAttributeValidator. */
    private static final String READ_ONLY = "error-user-attribute-read-only";

    /** Of Keycloak's UsernameProhibitedCharactersValidator and UsernameIDNHomographValidator alike. */
    private static final String INVALID_CHARACTER = UsernameProhibitedCharactersValidator.MESSAGE_NO_MATCH;

    private static final Map<String, String> FIELDS = Map.of(
            UserModel.USERNAME, "email",
            UserModel.EMAIL, "email",
            UserModel.FIRST_NAME, "name",
            UserModel.LAST_NAME, "name");

    private final KeycloakSession session;

    ProfileRules(KeycloakSession session) {
        this.session = session;
    }

    /** Notes what rules a user to be breaks. */
    void checkNew(EmailAddress email, PersonName name, Violations violations) {
        check(ofNewUser(email, name), true, Set.of(), violations);
    }

    /** The profile of a user to be, unchecked. */
    UserProfile ofNewUser(EmailAddress email, PersonName name) {
        Map<String, List<String>> attributes = new HashMap<>();
        attributes.put(UserModel.USERNAME, List.of(email.value()));
        attributes.put(UserModel.EMAIL, List.of(email.value()));
        putName(attributes, name);
        return provider().create(UserProfileContext.USER_API, attributes);
    }

    /**
     * Notes what rules the change of an e-mail or a name breaks; what the user broke before is not its concern.
     *
     * @throws ProblemException 409 {@code read_only} where the user's store refuses the change
     */
    void checkChange(UserModel user, EmailAddress email, PersonName name, Violations violations) {
        Map<String, List<String>> attributes = new HashMap<>(user.getAttributes());
        Set<String> untouched = new java.util.HashSet<>(Set.of("email", "name"));
        if (email != null) {
            attributes.put(UserModel.EMAIL, List.of(email.value()));
            untouched.remove("email");
        }
        if (name != null) {
            putName(attributes, name);
            untouched.remove("name");
        }
        check(provider().create(UserProfileContext.USER_API, attributes, user), false, untouched, violations);
    }

    private static void putName(Map<String, List<String>> attributes, PersonName name) {
        if (name != null) {
            attributes.put(UserModel.FIRST_NAME, List.of(name.first()));
            attributes.put(UserModel.LAST_NAME, name.last() == null ? List.of() : List.of(name.last()));
        }
    }

    private void check(UserProfile profile, boolean isNew, Set<String> untouched, Violations violations) {
        try {
            profile.validate();
        } catch (ValidationException invalid) {
            for (ValidationException.Error error : invalid.getErrors()) {
                String field = FIELDS.getOrDefault(error.getAttribute(), error.getAttribute());
                boolean ours = FIELDS.containsKey(error.getAttribute()) && !untouched.contains(field);
                if (ours && !isNew && refusedByStore(error)) {
                    throw ProblemException.of(ErrorCode.READ_ONLY);
                }
                if (TAKEN.contains(error.getMessage()) && ours) {
                    violations.add(field, ErrorCode.TAKEN);
                } else if ((ours || isNew) && !isFitForAnAddress(error, profile)) {
                    violations.addWorded(field, ErrorCode.USER_PROFILE, sentence(error));
                }
            }
        }
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
