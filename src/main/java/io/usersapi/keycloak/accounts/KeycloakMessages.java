package io.usersapi.keycloak.accounts;

import java.io.IOException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/** Keycloak's own sentences, from the realm's login theme, in the language that the request asks for. */
final class KeycloakMessages {

    private final KeycloakSession session;

    KeycloakMessages(KeycloakSession session) {
        this.session = session;
    }

    /** The sentence behind a message key, or the key where the theme has none. */
    String sentence(String key, Object... parameters) {
        try {
            Locale locale = session.getContext().resolveLocale(null);
            Properties messages = session.theme()
                    .getTheme(Theme.Type.LOGIN)
                    .getEnhancedMessages(session.getContext().getRealm(), locale);
            return new MessageFormat(messages.getProperty(key, key), locale)
                    .format(parameters == null ? new Object[0] : parameters);
        } catch (IOException | IllegalArgumentException unreadableTheme) {
            return key;
        }
    }
}
