package io.usersapi.keycloak.themes;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usersapi.keycloak.module.ModuleAttributes;
import io.usersapi.keycloak.support.MessageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code themes}: whole in every language, and the same in the jar. */
class ThemeFilesTest {

    private static final Set<String> TYPES = Set.of("email", "login", "admin");
    private static final Pattern NAMED_KEY = Pattern.compile("msg\\(\"([\\w.]+[\\w])\"");

    @ParameterizedTest
    @MethodSource("translations")
    void everyLanguageHasEverySentence(String type, String language) {
        MessageFile translation = MessageFile.ofTheme(type, language);
        assertEquals(MessageFile.ofTheme(type, "en").keys(), translation.keys());
        translation.keys().forEach(key -> assertFalse(translation.raw(key).isBlank(), key));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void everyLanguageTakesTheSameWords(String type, String language) {
        MessageFile english = MessageFile.ofTheme(type, "en");
        MessageFile translation = MessageFile.ofTheme(type, language);
        english.keys().forEach(key -> assertEquals(english.placeholders(key), translation.placeholders(key), key));
    }

    /** MessageFormat takes a single quote away, and what follows it literally; the console shows it as it is. */
    @ParameterizedTest
    @MethodSource("translations")
    void noSentenceHasAStraightQuote(String type, String language) {
        MessageFile translation = MessageFile.ofTheme(type, language);
        translation.keys().forEach(key -> assertFalse(translation.raw(key).contains("'"), key));
    }

    @Test
    void theLanguagesAreThese() throws IOException {
        for (String type : TYPES) {
            try (Stream<Path> files = Files.list(MessageFile.THEME.resolve(type).resolve("messages"))) {
                assertEquals(
                        MessageFile.LANGUAGES,
                        files.map(file -> file.getFileName().toString().replaceAll("messages_|\\.properties", ""))
                                .collect(toSet()),
                        type);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "text"})
    void everySentenceThatAMailNamesIsThere(String form) throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path template : files(MessageFile.THEME.resolve("email").resolve(form))) {
            NAMED_KEY.matcher(Files.readString(template)).results().forEach(result -> named.add(result.group(1)));
        }
        assertTrue(named.contains("usersApi.mail.expiry"), named.toString());
        named.removeAll(MessageFile.ofTheme("email", "en").keys());
        // These are in every theme.
        named.removeAll(MessageFile.ofTheme("admin", "en").keys());
        assertEquals(Set.of(), named);
    }

    @Test
    void everyAttributeHasALabel() {
        Set<String> labels = MessageFile.ofTheme("admin", "en").keys();
        ModuleAttributes.ALL.forEach(name -> assertTrue(labels.contains("usersApi." + name), name));
        assertTrue(labels.containsAll(List.of("usersApi.heading", "usersApi.description")), labels.toString());
    }

    @Test
    void theJarCarriesTheSameFiles() throws IOException {
        for (Path file : files(MessageFile.THEME)) {
            assertSameInJar(file, "theme/users-api/" + MessageFile.THEME.relativize(file));
        }
        for (String language : MessageFile.LANGUAGES) {
            String name = "messages_" + language + ".properties";
            assertSameInJar(
                    MessageFile.THEME.resolve("admin").resolve("messages").resolve(name),
                    "theme-resources/messages/" + name);
        }
    }

    @Test
    void theJarNamesTheThemeForEachOfItsTypes() throws IOException {
        try (InputStream list = resource("META-INF/keycloak-themes.json")) {
            JsonNode theme = new ObjectMapper().readTree(list).at("/themes/0");
            assertEquals(
                    MessageFile.THEME.getFileName().toString(),
                    theme.path("name").asText());
            Set<String> types = new TreeSet<>();
            theme.path("types").forEach(type -> types.add(type.asText()));
            assertEquals(TYPES, types);
        }
        try (Stream<Path> directories = Files.list(MessageFile.THEME)) {
            assertEquals(
                    TYPES,
                    directories
                            .map(directory -> directory.getFileName().toString())
                            .collect(toSet()));
        }
    }

    static Stream<Arguments> translations() {
        return TYPES.stream()
                .flatMap(type -> MessageFile.LANGUAGES.stream().map(language -> Arguments.of(type, language)));
    }

    private static void assertSameInJar(Path file, String name) throws IOException {
        try (InputStream packed = resource(name)) {
            assertEquals(Files.readString(file), new String(packed.readAllBytes(), StandardCharsets.UTF_8), name);
        }
    }

    private static InputStream resource(String name) {
        InputStream found = ThemeFilesTest.class.getClassLoader().getResourceAsStream(name);
        assertTrue(found != null, name);
        return found;
    }

    private static Set<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).collect(toCollection(TreeSet::new));
        }
    }
}
