package io.usersapi.keycloak.support;

import java.util.Map;
import org.keycloak.testframework.server.KeycloakServerConfig;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The real Keycloak that the tests share: the extension installed, the module on in the realm {@link ApiRealm}. */
public class ApiServer implements KeycloakServerConfig {

    public static final String ADMIN_EMAIL = "first-admin@example.org";
    public static final String ADMIN_PASSWORD = "correct horse battery";

    /** One pass of Argon2 instead of Keycloak's five: the tests set and try thousands of passwords. */
    public static final int HASH_ITERATIONS = 1;

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
        ServerJvm.use(jvmOptions());
        config.spiOption("password-hashing", "argon2", "iterations", String.valueOf(HASH_ITERATIONS));
        cacheThemes(config);
        return setting(
                        ServerLog.writtenBy(config, Map.of(WorkflowLog.CATEGORY, "debug")),
                        "realms",
                        ApiRealm.NAME + ", appears-later")
                .dependencyCurrentProject()
                .spiOption("realm-restapi-extension", "api", "root-realm", ApiRealm.NAME)
                .spiOption("realm-restapi-extension", "api", "default-admin-email", ADMIN_EMAIL)
                .spiOption("realm-restapi-extension", "api", "default-admin-password", ADMIN_PASSWORD);
    }

    protected String jvmOptions() {
        return ServerJvm.OF_KEYCLOAK;
    }

    /** As a server does that is no development server, which reads its pages and the console's scripts anew each time. */
    private static void cacheThemes(KeycloakServerConfigBuilder config) {
        config.option("spi-theme--cache-themes", "true")
                .option("spi-theme--cache-templates", "true")
                .option("spi-theme--static-max-age", "2592000");
    }

    protected static KeycloakServerConfigBuilder setting(
            KeycloakServerConfigBuilder config, String name, String value) {
        return config.spiOption("realm-restapi-extension", "api", name, value);
    }
}
