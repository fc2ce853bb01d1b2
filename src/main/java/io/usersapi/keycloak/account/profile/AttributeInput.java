package io.usersapi.keycloak.account.profile;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.keycloak.representations.idm.UserProfileAttributeMetadata;
import org.keycloak.userprofile.DefaultAttributes;
import org.keycloak.validate.ValidatorConfig;
import org.keycloak.validate.validators.LengthValidator;
import org.keycloak.validate.validators.OptionsValidator;

/**
 * How people enter an attribute, by the attribute's annotations and validations (Keycloak's Server Administration
 * Guide, "Annotations").
 */
final class AttributeInput {

    private final Map<String, Object> annotations;
    private final Map<String, Map<String, Object>> validations;

    AttributeInput(UserProfileAttributeMetadata attribute) {
        this.annotations = attribute.getAnnotations() == null ? Map.of() : attribute.getAnnotations();
        this.validations = attribute.getValidators() == null ? Map.of() : attribute.getValidators();
    }

    Optional<String> type() {
        return annotation("inputType");
    }

    /** The values from which people choose; null where any value is allowed. */
    List<String> options() {
        Object options = validations
                .getOrDefault(annotation("inputOptionsFromValidation").orElse(OptionsValidator.ID), Map.of())
                .get(OptionsValidator.KEY_OPTIONS);
        return options instanceof Collection<?> values
                ? values.stream().map(String::valueOf).toList()
                : null;
    }

    /**
     * The labels by option; null where no option has a label.
     *
     * @param translation translates a label that may be a message key, as {@link KeycloakMessages#label}
     */
    Map<String, String> labels(List<String> options, UnaryOperator<String> translation) {
        if (options == null) {
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        Map<?, ?> declared = annotations.get("inputOptionLabels") instanceof Map<?, ?> map ? map : Map.of();
        Optional<String> prefix = annotation("inputOptionLabelsI18nPrefix");
        for (String option : options) {
            if (declared.get(option) != null) {
                labels.put(option, translation.apply(String.valueOf(declared.get(option))));
            } else if (prefix.isPresent()) {
                labels.put(option, translation.apply("${" + prefix.get() + "." + option + "}"));
            }
        }
        return labels.isEmpty() ? null : labels;
    }

    Integer minLength() {
        return length(LengthValidator.KEY_MIN);
    }

    /** The longest value in characters. Where the profile has no rule of a length, this is Keycloak's own limit. */
    Integer maxLength() {
        return validations.containsKey(LengthValidator.ID)
                ? length(LengthValidator.KEY_MAX)
                : Integer.valueOf(DefaultAttributes.DEFAULT_MAX_LENGTH_ATTRIBUTES);
    }

    /** As Keycloak itself reads the number, which may be a text, or have a fraction. */
    private Integer length(String key) {
        return new ValidatorConfig(validations.getOrDefault(LengthValidator.ID, Map.of())).getInt(key);
    }

    private Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name)).map(String::valueOf).filter(text -> !text.isBlank());
    }
}
