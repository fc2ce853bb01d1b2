package io.usersapi.keycloak.account.profile;

import java.io.IOException;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/** Keycloak's own sentences, from the realm's login theme, in the language that the request asks for. */
public final class KeycloakMessages {

    private final KeycloakSession session;

    public KeycloakMessages(KeycloakSession session) {
        this.session = session;
    }

    /**
     * The sentence of a message key. Where the theme has no sentence, the key itself, as it stands: people may write a
     * sentence in its place (FreeMarkerLoginFormsProvider.formatMessage).
     */
    public String sentence(String key, Object... parameters) {
        try {
            Locale locale = locale();
            String sentence = messages(Theme.Type.LOGIN, locale).getProperty(key);
            return sentence == null
                    ? key
                    : new MessageFormat(sentence, locale).format(parameters == null ? new Object[0] : parameters);
        } catch (IOException | IllegalArgumentException unreadableTheme) {
            return key;
        }
    }

    /**
     * A label that people have entered in the console. A label of the form {@code ${key}} stands for a message: of the
     * realm's own texts, or of the themes of the pages or the consoles. Where there is no such message, the answer is
     * the key.
     */
    String label(String text) {
        if (!text.startsWith("${") || !text.endsWith("}")) {
            return text;
        }
        String key = text.substring(2, text.length() - 1);
        for (Theme.Type type : List.of(Theme.Type.LOGIN, Theme.Type.ACCOUNT, Theme.Type.ADMIN)) {
            try {
                String label = messages(type, locale()).getProperty(key);
                if (label != null) {
                    return label;
                }
            } catch (IOException unreadableTheme) {
                return key;
            }
        }
        return key;
    }

    private Locale locale() {
        return session.getContext().resolveLocale(null);
    }

    private Properties messages(Theme.Type type, Locale locale) throws IOException {
        return session.theme()
                .getTheme(type)
                .getEnhancedMessages(session.getContext().getRealm(), locale);
    }
}
