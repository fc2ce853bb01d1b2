package io.usersapi.keycloak.page;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.MessageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The files of the page: small, short, and in seven languages. */
class PageFilesTest {

    private static final int MOST_BYTES = 60_000;
    private static final int MOST_LINES = 150;
    private static final Path SOURCE = Path.of("src/main/resources/io/usersapi/keycloak/page/assets");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) ?\"(\\.[^\"]+)\"");
    private static final Pattern WORD = Pattern.compile("\\{(\\w+)}");
    private static final Pattern KEY = Pattern.compile("\\bt\\(\"([\\w.-]+)\"");

    static final Set<String> LANGUAGES = MessageFile.LANGUAGES;

    @Test
    void allOfThemAreSmallTogether() {
        int files = Assets.names("")
                .mapToInt(name -> Assets.find(name).orElseThrow().compressed().length)
                .sum();
        int words = LANGUAGES.stream()
                .mapToInt(
                        language -> Asset.gzip(Assets.resource("messages/messages_" + language + ".properties")).length)
                .max()
                .orElseThrow();
        assertTrue(files + words <= MOST_BYTES, "the page's files have " + (files + words) + " bytes, compressed");
    }

    @Test
    void componentsHaveOneJob() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE.resolve("components"))) {
            List<String> tooLong = files.filter(Files::isRegularFile)
                    .filter(file -> lines(file).size() >= MOST_LINES)
                    .map(Path::toString)
                    .toList();
            assertEquals(List.of(), tooLong);
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void sayEverythingInEachLanguage(String language) {
        Properties english = messages("en");
        Properties translated = messages(language);
        for (String key : english.stringPropertyNames()) {
            boolean form = key.endsWith(".one");
            assertTrue(form || translated.containsKey(key), language + " lacks " + key);
            if (translated.containsKey(key) && !form) {
                assertEquals(words(english.getProperty(key)), words(translated.getProperty(key)), language + " " + key);
            }
        }
    }

    /** A noun behind a number has one form behind 3 to 10, another one behind 11 to 99, and a third one behind 100. */
    @Test
    void countInArabicAsArabicDoes() {
        Properties arabic = messages("ar");
        arabic.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".one"))
                .map(key -> key.replaceFirst("one$", ""))
                .filter(key -> arabic.getProperty(key + "other").contains("{count} "))
                .flatMap(key -> Stream.of("two", "few", "many").map(key::concat))
                .forEach(key -> assertTrue(arabic.containsKey(key), "no " + key));
    }

    @Test
    void everySentenceThatIsAskedForIsThere() throws IOException {
        Properties english = messages("en");
        try (Stream<Path> files = Files.walk(SOURCE)) {
            files.filter(file -> file.toString().endsWith(".js"))
                    .flatMap(file -> KEY.matcher(String.join("\n", lines(file))).results())
                    .map(found -> found.group(1))
                    .forEach(key -> assertTrue(
                            english.containsKey(key) || english.containsKey(key + ".other"), "no sentence " + key));
        }
    }

    /** The build leaves comments out, and nothing else. */
    @Test
    void loseNoCodeInTheBuild() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.filter(name -> name.toString().matches(".*\\.(js|css)"))
                    .toList()) {
                String served = new String(
                        Assets.find(SOURCE.relativize(file).toString())
                                .orElseThrow()
                                .plain(),
                        StandardCharsets.UTF_8);
                assertEquals(code(String.join("\n", lines(file))), code(served), file.toString());
            }
        }
    }

    /** Of lit the build takes what the page uses, and cuts the rest off. */
    @Test
    void importNothingThatIsNotServed() {
        Assets.names(".js").forEach(name -> {
            String script = new String(Assets.find(name).orElseThrow().plain(), StandardCharsets.UTF_8);
            IMPORT.matcher(script).results().map(found -> found.group(1)).forEach(imported -> {
                String path =
                        Path.of("/" + name).resolveSibling(imported).normalize().toString();
                assertTrue(Assets.find(path.substring(1)).isPresent(), name + " imports " + imported);
            });
        });
    }

    private static String code(String script) {
        return script.replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?m)^\\s*//.*$", "")
                .replaceAll("\\s", "");
    }

    private static Set<String> words(String sentence) {
        return WORD.matcher(sentence).results().map(found -> found.group(1)).collect(toCollection(TreeSet::new));
    }

    private static Properties messages(String language) {
        Properties sentences = new Properties();
        try (InputStream file = Texts.class.getResourceAsStream("messages/messages_" + language + ".properties")) {
            sentences.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return sentences;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
