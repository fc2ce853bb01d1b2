package io.usersapi.keycloak.support;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A file of sentences in one language, UTF-8. */
public final class MessageFile {

    /** The languages that the themes speak. */
    public static final Set<String> LANGUAGES = Set.of("en", "de", "fr", "es", "el", "ja", "ar");

    /** What a server mounts as its themes, and the jar carries. */
    public static final Path THEME = Path.of("themes", "users-api");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");

    private final Properties sentences = new Properties();
    private final Locale locale;

    private MessageFile(Path file, Locale locale) {
        this.locale = locale;
        try (Reader reader = Files.newBufferedReader(file)) {
            sentences.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The sentences of the theme for a type ({@code email}, {@code login}, {@code admin}) in a language. */
    public static MessageFile ofTheme(String type, String language) {
        return new MessageFile(
                THEME.resolve(type).resolve("messages").resolve("messages_" + language + ".properties"),
                Locale.forLanguageTag(language));
    }

    public Set<String> keys() {
        return sentences.stringPropertyNames();
    }

    /** The sentence as it stands in the file. */
    public String raw(String key) {
        String sentence = sentences.getProperty(key);
        if (sentence == null) {
            throw new AssertionError("no sentence " + key);
        }
        return sentence;
    }

    /** The sentence with these words in it, as Keycloak's templates show it. */
    public String sentence(String key, Object... words) {
        return new MessageFormat(raw(key), locale).format(words);
    }

    /** The numbers of the words that the sentence takes. */
    public Set<String> placeholders(String key) {
        return PLACEHOLDER
                .matcher(raw(key))
                .results()
                .map(result -> result.group(1))
                .collect(toCollection(TreeSet::new));
    }
}
