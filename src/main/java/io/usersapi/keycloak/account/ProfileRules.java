package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.profile.KeycloakMessages;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;

/**
 * The rules that the realm's user profile has for the fields of an account. Broken ones are noted with the fields and
 * codes of this API.
 */
public final class ProfileRules {

    private final KeycloakSession session;

    public ProfileRules(KeycloakSession session) {
        this.session = session;
    }

    /** Notes every rule that a user who is to be created breaks. */
    void checkNew(AccountDraft draft, Violations violations) {
        UserProfile profile = ofNewUser(draft);
        checkEditable(profile.getAttributes(), draft, violations);
        note(wrong(profile), true, draft, violations);
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
                String sentence = new KeycloakMessages(session).sentence(ModelErrors.OfProfile.READ_ONLY, name);
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
        // The profile has the username of before.
        note(
                wrong(profile).stream()
                        .filter(error -> !ModelErrors.OfProfile.isOfUsername(error))
                        .toList(),
                false,
                draft,
                violations);
        if (draft.get(Fields.EMAIL).isPresent() && AccountRules.ChangedUser.usernameFollows(user)) {
            note(wrongUsername(ofNewUser(draft)), false, draft, violations);
        }
        if (isFixedAddressChanged(profile.getAttributes(), draft)) {
            note(List.of(ModelErrors.OfProfile.fixedAddress()), false, draft, violations);
        }
        draft.get(Fields.ATTRIBUTES).ifPresent(sent -> sent.checkRemoved(profile.getAttributes(), violations));
    }

    private static List<ValidationException.Error> wrong(UserProfile profile) {
        return profile.getAttributes().nameSet().stream()
                .flatMap(name -> wrong(profile, name).stream())
                .toList();
    }

    /**
     * What is wrong with the username of the profile, but that it is taken: who has it is asked elsewhere
     * (AccountRules.checkFree). To MariaDB a name with other accents can be the user's own.
     */
    private static List<ValidationException.Error> wrongUsername(UserProfile profile) {
        return wrong(profile, UserModel.USERNAME).stream()
                .filter(error -> !ModelErrors.OfProfile.isTaken(error))
                .toList();
    }

    /**
     * What is wrong with one attribute of the profile. Validators ask who has an address. Keycloak throws where several
     * users have it and the realm, which once allowed that, does so no more (JpaUserProvider.ensureEmailConstraint). Of
     * an address that was sent AccountRules.checkFree says so; of another one it is nothing that the request has to mend.
     */
    private static List<ValidationException.Error> wrong(UserProfile profile, String name) {
        List<ValidationException.Error> errors = new ArrayList<>();
        try {
            profile.getAttributes().validate(name, error -> errors.add(new ValidationException.Error(error)));
        } catch (ModelDuplicateException severalHaveIt) {
            if (!Fields.EMAIL.isMadeOf(name)) {
                throw severalHaveIt;
            }
        }
        return errors;
    }

    /**
     * Whether the change is of an address that may not be edited, where addresses are usernames. Keycloak takes the
     * address back there without a word (DefaultAttributes.normalizeAttributes, ImmutableAttributeValidator).
     */
    private boolean isFixedAddressChanged(Attributes profile, AccountDraft draft) {
        return draft.get(Fields.EMAIL).isPresent()
                && session.getContext().getRealm().isRegistrationEmailAsUsername()
                && profile.isReadOnly(UserModel.EMAIL);
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

    private void note(List<ValidationException.Error> wrong, boolean isNew, AccountDraft draft, Violations violations) {
        ModelErrors.OfProfile errors = new ModelErrors.OfProfile(session);
        for (ValidationException.Error error : wrong) {
            Field<?> field = field(error.getAttribute());
            boolean ours = isSent(field, error, draft);
            if (ours && !isNew && errors.isRefusedByStore(field, error)) {
                throw ProblemException.of(ErrorCode.READ_ONLY);
            }
            // A draft without a valid address has no address for the profile to judge. An attribute that nobody may
            // edit is refused by the field itself.
            boolean told = ours || (isNew && field != Fields.EMAIL);
            if (told && errors.isEditable(field, error) && !ModelErrors.OfProfile.isFitForAnAddress(error, draft)) {
                errors.add(field, error, violations);
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

    private UserProfileProvider provider() {
        return session.getProvider(UserProfileProvider.class);
    }
}
