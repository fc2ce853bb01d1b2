package io.usersapi.keycloak.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.models.RealmModel;

/**
 * The words of the page, in the languages that the realm offers. A text of the realm's own localization replaces the
 * page's.
 */
final class Texts {

    /** The prefix of a key in the realm's localization that replaces a sentence of the page. */
    static final String OVERRIDE = "usersAdmin.";

    private static final String PASSWORD_HINT = "password.hint";
    private static final String ENGLISH = "en";
    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "el", "ja", "ar");
    private static final Map<String, Map<String, String>> FILES = new ConcurrentHashMap<>();

    private final RealmModel realm;
    private final Limits limits;

    Texts(RealmModel realm, Limits limits) {
        this.realm = realm;
        this.limits = limits;
    }

    /**
     * The languages that a person can choose from. As on Keycloak's own pages, this is English alone where the realm's
     * internationalization is off.
     */
    List<String> languages() {
        if (!realm.isInternationalizationEnabled()) {
            return List.of(ENGLISH);
        }
        List<String> offered = LANGUAGES.stream()
                .filter(language -> realm.getSupportedLocalesStream().anyMatch(language::equals))
                .toList();
        return offered.isEmpty() ? List.of(ENGLISH) : offered;
    }

    /** The language for a person whose browser asks for none of the languages. */
    String language() {
        String language = realm.getDefaultLocale();
        return language != null && languages().contains(language)
                ? language
                : languages().get(0);
    }

    /** The sentences by key; the English sentence where the language lacks one. */
    Map<String, String> in(String language) {
        Map<String, String> sentences = new TreeMap<>(file(ENGLISH));
        if (LANGUAGES.contains(language)) {
            sentences.putAll(file(language));
        }
        realm.getRealmLocalizationTextsByLocale(language).forEach((key, sentence) -> {
            if (key.startsWith(OVERRIDE)) {
                sentences.put(key.substring(OVERRIDE.length()), sentence);
            }
        });
        String length = String.valueOf(limits.passwordMinLength(realm));
        sentences.computeIfPresent(PASSWORD_HINT, (key, sentence) -> sentence.replace("{count}", length));
        return sentences;
    }

    private static Map<String, String> file(String language) {
        return FILES.computeIfAbsent(language, Texts::read);
    }

    private static Map<String, String> read(String language) {
        String name = "messages/messages_" + language + ".properties";
        Properties sentences = new Properties();
        try (InputStream stream = Texts.class.getResourceAsStream(name);
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            sentences.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> read = new TreeMap<>();
        sentences.stringPropertyNames().forEach(key -> read.put(key, sentences.getProperty(key)));
        return read;
    }
}
