package io.usersapi.keycloak.http.problem;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The sentences for people. They are in the language of {@code Accept-Language} where the realm supports it, else in
 * English. Keycloak's {@code LocaleSelectorProvider} decides.
 */
final class Messages {

    private static final String BUNDLE = "io.usersapi.keycloak.http.problem.messages";

    private final ResourceBundle bundle;

    private Messages(Locale locale) {
        // Without the control, a missing language would fall back to the language of the server's machine.
        this.bundle = ResourceBundle.getBundle(
                BUNDLE,
                locale,
                Messages.class.getClassLoader(),
                Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    static Messages of(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        return new Messages(
                realm == null ? Locale.ENGLISH : session.getContext().resolveLocale(null));
    }

    /** A sentence in English, whatever the request asks for: headers are for programs and for readers of logs. */
    static String english(String key, List<Object> parameters) {
        return new Messages(Locale.ENGLISH).sentence(key, parameters);
    }

    /**
     * The sentence of a code or a reason.
     *
     * @param key a code, or the key of a reason
     * @param parameters fill {0}, {1} and so on
     */
    String sentence(String key, List<Object> parameters) {
        return format(key, parameters.toArray());
    }

    /** The sentence for a field: {0} is the field's name, the violation's parameters follow. */
    String sentence(String field, Violation violation) {
        if (violation.message() != null) {
            return violation.message();
        }
        return format(
                violation.code().code(),
                Stream.concat(Stream.of(field), violation.parameters().stream()).toArray());
    }

    private String format(String key, Object... parameters) {
        // Parameters are formatted as texts, so that a number has no grouping.
        Object[] words = Stream.of(parameters).map(String::valueOf).toArray();
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(words);
    }
}
