package io.usersapi.keycloak.account.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.UserProfileAttributeMetadata;

class AttributeInputTest {

    private static final List<String> SIZES = List.of("s", "m");

    @Test
    void withoutAnnotationsAndRulesAnythingMayBeEntered() {
        for (AttributeInput input : List.of(input(null, null), input(Map.of(), Map.of()))) {
            assertEquals(Optional.empty(), input.type());
            assertNull(input.options());
            assertNull(input.minLength());
            assertEquals(2048, input.maxLength());
        }
    }

    @Test
    void aBlankTypeIsNone() {
        assertEquals(
                Optional.of("textarea"),
                input(Map.of("inputType", "textarea"), null).type());
        assertEquals(Optional.empty(), input(Map.of("inputType", " "), null).type());
    }

    @Test
    void theOptionsAreThoseOfTheRuleThatAnAnnotationNames() {
        Map<String, Map<String, Object>> rules =
                Map.of("options", Map.of("options", SIZES), "mine", Map.of("options", List.of(1, 2)));
        assertEquals(SIZES, input(null, rules).options());
        assertEquals(
                List.of("1", "2"),
                input(Map.of("inputOptionsFromValidation", "mine"), rules).options());
        assertNull(input(Map.of("inputOptionsFromValidation", "none"), rules).options());
        assertNull(input(null, Map.of("options", Map.of("options", "s, m"))).options());
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                Arguments.of(Map.of("min", 2, "max", 10), 2, 10),
                Arguments.of(Map.of("min", "2", "max", "10"), 2, 10),
                Arguments.of(Map.of("min", 2.5), 2, null),
                Arguments.of(Map.of("max", "ten"), null, null),
                Arguments.of(Map.of(), null, null));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void aLengthIsReadAsKeycloakReadsIt(Map<String, Object> rule, Integer min, Integer max) {
        AttributeInput input = input(null, Map.of("length", rule));
        assertEquals(Arrays.asList(min, max), Arrays.asList(input.minLength(), input.maxLength()));
    }

    static Stream<Arguments> labels() {
        return Stream.of(
                Arguments.of(Map.of("inputOptionLabels", Map.of("s", "small", "m", 5)), Map.of("s", "SMALL", "m", "5")),
                Arguments.of(Map.of("inputOptionLabels", Map.of("s", "${small}")), Map.of("s", "${SMALL}")),
                Arguments.of(Map.of("inputOptionLabelsI18nPrefix", "size"), Map.of("s", "${SIZE.S}", "m", "${SIZE.M}")),
                Arguments.of(
                        Map.of("inputOptionLabels", Map.of("s", "small"), "inputOptionLabelsI18nPrefix", "size"),
                        Map.of("s", "SMALL", "m", "${SIZE.M}")),
                Arguments.of(Map.of("inputOptionLabels", "small"), null),
                Arguments.of(Map.of("inputOptionLabels", Map.of("l", "large")), null),
                Arguments.of(Map.of(), null));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void aLabelIsTranslatedAndItsOwnGoesBeforeThatOfThePrefix(
            Map<String, Object> annotations, Map<String, String> labels) {
        assertEquals(labels, input(annotations, null).labels(SIZES, String::toUpperCase));
        assertNull(input(annotations, null).labels(null, String::toUpperCase));
    }

    private static AttributeInput input(Map<String, Object> annotations, Map<String, Map<String, Object>> rules) {
        return new AttributeInput(
                new UserProfileAttributeMetadata("size", null, false, false, null, annotations, rules, false, null));
    }
}
