package io.usersapi.keycloak.account.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.usersapi.keycloak.account.profile.ProfileAttributes.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.UserProfileAttributeMetadata;
import org.keycloak.representations.idm.UserProfileMetadata;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.UserProfileUtil;

/** The realm's user profile as administrators see it, with labels in the language of the request. */
public final class ProfileView {

    private static final String TEXT = "text";
    private static final String SELECT = "select";

    private final KeycloakSession session;
    private final KeycloakMessages messages;
    private final ProfileAttributes profile;

    public ProfileView(KeycloakSession session) {
        this.session = session;
        this.messages = new KeycloakMessages(session);
        this.profile = ProfileAttributes.ofAdministrators(session);
    }

    /**
     * The answer:
     *
     * <pre>{@code
     * {"attributes": [{"name": "department", "label": "Department", "group": "work", "required": true, …}],
     *  "groups": [{"name": "work", "label": "Work"}], "unmanaged_attributes": "hidden", "read_only_fields": []}
     * }</pre>
     *
     * @param attributes the attributes in the order of the user profile
     * @param groups the groups that the attributes name
     * @param unmanagedAttributes what an administrator may do with attributes that are not declared: {@code hidden},
     *     {@code read_only} or {@code editable}
     * @param readOnlyFields the fields of the user whom the request names that nobody may change
     */
    public record Shown(
            List<Attribute> attributes,
            List<Group> groups,
            @JsonProperty("unmanaged_attributes") String unmanagedAttributes,
            @JsonProperty("read_only_fields") List<String> readOnlyFields) {}

    /**
     * An attribute.
     *
     * @param label the name for people
     * @param group the name of the attribute's group, or null
     * @param required whether a create must send a value
     * @param readOnly whether the attribute may be seen and not edited
     * @param inputType Keycloak's annotation {@code inputType}, {@code text} or {@code select} for example
     * @param options the values from which people choose, or null where any value is allowed
     * @param optionLabels a label for each option that has one, or null
     * @param minLength in characters, or null
     * @param maxLength in characters, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Attribute(
            String name,
            String label,
            String group,
            boolean required,
            @JsonProperty("read_only") boolean readOnly,
            boolean multivalued,
            @JsonProperty("input_type") String inputType,
            List<String> options,
            @JsonProperty("option_labels") Map<String, String> optionLabels,
            @JsonProperty("min_length") Integer minLength,
            @JsonProperty("max_length") Integer maxLength) {}

    /** A group of attributes. */
    public record Group(String name, String label) {}

    /** The user profile of the session's realm. */
    public Shown shown() {
        return shown(
                provider().create(UserProfileContext.USER_API, Map.of()),
                List.of(),
                attribute -> !isEditable(attribute));
    }

    /**
     * The user profile as it is for a user. What the user's store keeps, or has no place for, is read-only.
     *
     * @param readOnlyFields the fields that nobody may change; with {@code attributes} none of the attributes
     */
    public Shown shown(UserModel user, List<String> readOnlyFields) {
        return shown(
                provider().create(UserProfileContext.USER_API, user.getAttributes(), user),
                readOnlyFields,
                attribute -> !isEditable(attribute) || attribute.isReadOnly() || readOnlyFields.contains("attributes"));
    }

    private boolean isEditable(UserProfileAttributeMetadata attribute) {
        return profile.access(attribute.getName()) == Access.EDITABLE;
    }

    private UserProfileProvider provider() {
        return session.getProvider(UserProfileProvider.class);
    }

    private Shown shown(
            UserProfile of, List<String> readOnlyFields, Predicate<UserProfileAttributeMetadata> isReadOnly) {
        UserProfileMetadata metadata = UserProfileUtil.createUserProfileMetadata(session, of);
        List<Attribute> attributes = metadata.getAttributes().stream()
                .filter(attribute -> profile.isVisible(attribute.getName()))
                .map(attribute -> attribute(attribute, isReadOnly.test(attribute)))
                .toList();
        Set<String> used = attributes.stream()
                .map(Attribute::group)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<Group> groups = metadata.getGroups().stream()
                .filter(group -> used.contains(group.getName()))
                .map(group -> new Group(group.getName(), label(group.getDisplayHeader(), group.getName())))
                .toList();
        Access unmanaged = profile.unmanaged();
        return new Shown(
                attributes,
                groups,
                (unmanaged == Access.UNKNOWN ? Access.HIDDEN : unmanaged).name().toLowerCase(Locale.ROOT),
                readOnlyFields);
    }

    private Attribute attribute(UserProfileAttributeMetadata attribute, boolean isReadOnly) {
        AttributeInput input = new AttributeInput(attribute);
        boolean isLocale = attribute.getName().equals(UserModel.LOCALE);
        List<String> options = isLocale ? languages() : input.options();
        return new Attribute(
                attribute.getName(),
                isLocale && attribute.getDisplayName().equals(UserModel.LOCALE)
                        ? messages.label("${usersApi.locale}")
                        : label(attribute.getDisplayName(), attribute.getName()),
                attribute.getGroup(),
                attribute.isRequired() && !isReadOnly,
                isReadOnly,
                attribute.isMultivalued(),
                input.type().orElse(isLocale ? SELECT : TEXT),
                options,
                isLocale ? labels("locale_", options) : input.labels(options, messages::label),
                input.minLength(),
                input.maxLength());
    }

    private List<String> languages() {
        return session.getContext()
                .getRealm()
                .getSupportedLocalesStream()
                .sorted()
                .toList();
    }

    private Map<String, String> labels(String prefix, List<String> options) {
        return options.stream()
                .collect(Collectors.toMap(option -> option, option -> messages.label("${" + prefix + option + "}")));
    }

    private String label(String displayName, String name) {
        return displayName == null || displayName.isBlank() ? name : messages.label(displayName);
    }
}
