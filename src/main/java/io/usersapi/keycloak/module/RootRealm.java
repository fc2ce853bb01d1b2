package io.usersapi.keycloak.module;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.keycloak.Config;

/** The setting {@code root-realm}, which is read once: settings do not change while the server runs. */
public final class RootRealm {

    private static final String SEGMENT = read();

    private RootRealm() {}

    /** Whether {@code /api} and the page at {@code /users-admin} serve a realm. Otherwise these paths are not ours. */
    public static boolean isNamed() {
        return SEGMENT != null;
    }

    /** The name of the realm as a segment of a path, or null where the setting names none. */
    public static String segment() {
        return SEGMENT;
    }

    private static String read() {
        String name = Config.scope(Settings.SPI, Settings.PROVIDER).get(Settings.Names.ROOT_REALM);
        return name == null || name.isBlank()
                ? null
                : URLEncoder.encode(name.trim(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
