package io.usersapi.keycloak.module;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keycloak.Config;

/**
 * The settings of the extension, read and checked once at start from Keycloak's own configuration
 * ({@code --spi-realm-restapi-extension--api--NAME=VALUE}).
 *
 * @param realms the names of the realms in which the module is switched on at start
 * @param rootRealm the name of the realm that {@code /api} serves, if any
 * @param defaultAdmin the admin whose existence is ensured in each of {@code realms}, if any
 * @param adminRole the realm role that makes a user an admin
 * @param clientId the public client whose tokens {@code /auth/token} issues
 * @param passwordMinLength the least length of a password in code points, 10 or more
 * @param maxPageSize the largest {@code per_page}, 1 to 1000
 * @param totalLimit up to how many users a list counts by default, 1 or more
 * @param resetLinkLifespan how long a reset link is good; empty for the realm's own lifespan
 * @param deletedEmail what a soft delete keeps of the e-mail address
 * @param resetMailsPerUser how many mails of a kind a user gets within 10 minutes at most; 0 is no limit
 * @param tokenEndpoint whether {@code /auth} is served
 * @param tokenAttemptsPerAddress how often an IP address may ask for a token by password within a minute; 0 is no limit
 * @param adoptAdminRole whether an admin role that existed before and has holders may be given the permission
 * @param keepLastAdmin against whose changes the last active admin is kept
 * @param requireAudience whether a token must be meant for this API
 * @param page whether the page for the people who manage users is served
 * @param invitationLifespan how long the link of an invitation is good
 * @param importMaxBytes the largest body of an import in bytes
 * @param firebaseScrypt the parameters of the Firebase project whose password hashes are imported, if any
 * @param searchIndex whether the module keeps indexes for searches and orders in the database
 */
public record Settings(
        List<String> realms,
        Optional<String> rootRealm,
        Optional<DefaultAdmin> defaultAdmin,
        String adminRole,
        String clientId,
        int passwordMinLength,
        int maxPageSize,
        int totalLimit,
        Optional<Duration> resetLinkLifespan,
        DeletedEmail deletedEmail,
        int resetMailsPerUser,
        boolean tokenEndpoint,
        int tokenAttemptsPerAddress,
        boolean adoptAdminRole,
        KeepLastAdmin keepLastAdmin,
        boolean requireAudience,
        boolean page,
        Duration invitationLifespan,
        Optional<FirebaseScrypt> firebaseScrypt,
        int importMaxBytes,
        boolean searchIndex) {

    /** The scope of the settings: Keycloak's SPI of realm resources, and the provider in it. */
    public static final String SPI = "realm-restapi-extension";

    public static final String PROVIDER = "api";

    /** The name of the page's client, which is not that of the module's. */
    public static final String PAGE_CLIENT = "users-admin";

    /** The e-mail address and the password of the default admin; {@link #toString()} hides both. */
    public record DefaultAdmin(String email, String password) {
        @Override
        public String toString() {
            return "DefaultAdmin[hidden]";
        }
    }

    /**
     * How a Firebase project hashes passwords, as its console shows it; {@link #toString()} hides the key.
     *
     * @param signerKey in Base64
     * @param saltSeparator in Base64
     * @param rounds scrypt's block size
     * @param memoryCost the binary logarithm of scrypt's cost
     */
    public record FirebaseScrypt(String signerKey, String saltSeparator, int rounds, int memoryCost) {

        /** How much memory one hash may take, in bytes. */
        public static final int LEAST_MEMORY = 4 * 1024 * 1024;

        public static final int MOST_MEMORY = 64 * 1024 * 1024;

        @Override
        public String toString() {
            return "FirebaseScrypt[hidden]";
        }
    }

    /** What a soft delete keeps of the e-mail address, in the attribute {@code deleted_email}. */
    public enum DeletedEmail {
        /** The address itself. */
        KEEP,
        /** Its SHA-256 as lower-case hexadecimal digits. */
        HASH,
        /** Nothing. */
        DROP
    }

    /** Against whose changes the last active admin is kept. */
    public enum KeepLastAdmin {
        /** Against this API, the admin console, Keycloak's Admin API and everything else that changes a user. */
        EVERYWHERE,
        /** Against this API alone; the log warns of changes by others. */
        API
    }

    /** The names of the settings, as they stand after {@code --spi-realm-restapi-extension--api--}. */
    public static final class Names {
        public static final String REALMS = "realms";
        public static final String ROOT_REALM = "root-realm";
        static final String DEFAULT_ADMIN_EMAIL = "default-admin-email";
        static final String DEFAULT_ADMIN_PASSWORD = "default-admin-password";
        public static final String ADMIN_ROLE = "admin-role";
        public static final String CLIENT_ID = "client-id";
        public static final String PASSWORD_MIN_LENGTH = "password-min-length";
        static final String MAX_PAGE_SIZE = "max-page-size";
        static final String TOTAL_LIMIT = "total-limit";
        static final String RESET_LINK_LIFESPAN = "reset-link-lifespan";
        public static final String DELETED_EMAIL = "deleted-email";
        public static final String RESET_MAILS_PER_USER = "reset-mails-per-user";
        public static final String TOKEN_ENDPOINT = "token-endpoint";
        public static final String TOKEN_ATTEMPTS_PER_ADDRESS = "token-attempts-per-address";
        public static final String ADOPT_ADMIN_ROLE = "adopt-admin-role";
        public static final String KEEP_LAST_ADMIN = "keep-last-admin";
        public static final String REQUIRE_AUDIENCE = "require-audience";
        public static final String PAGE = "page";
        static final String IMPORT_MAX_BYTES = "import-max-bytes";
        static final String SEARCH_INDEX = "search-index";
        static final String INVITATION_LIFESPAN = "invitation-lifespan";
        static final String FIREBASE_SCRYPT_SIGNER_KEY = "firebase-scrypt-signer-key";
        static final String FIREBASE_SCRYPT_SALT_SEPARATOR = "firebase-scrypt-salt-separator";
        static final String FIREBASE_SCRYPT_ROUNDS = "firebase-scrypt-rounds";
        static final String FIREBASE_SCRYPT_MEMORY_COST = "firebase-scrypt-mem-cost";

        private Names() {}
    }

    /**
     * Reads the settings.
     *
     * @throws BadSettingException where a setting is not valid or not known; its message is one line that names the
     *     setting and the reason
     */
    public static Settings from(Config.Scope config) {
        SettingsReader read = new SettingsReader(config);
        Settings settings = from(read);
        read.refuseUnknown();
        return settings;
    }

    private static Settings from(SettingsReader read) {
        int passwordMinLength = read.number(Names.PASSWORD_MIN_LENGTH, 10, 10, 256);
        String adminRole = read.text(Names.ADMIN_ROLE).orElse("admin");
        List<String> realms = read.list(Names.REALMS);
        if (realms.contains(Config.getAdminRealm()) && adminRole.equals("admin")) {
            throw new BadSettingException(
                    Names.REALMS,
                    "in the realm " + Config.getAdminRealm() + " the role admin is Keycloak's own superuser; set "
                            + Names.ADMIN_ROLE + " to another role");
        }
        return new Settings(
                realms,
                read.text(Names.ROOT_REALM),
                read.defaultAdmin(passwordMinLength),
                adminRole,
                read.clientId("users-api"),
                passwordMinLength,
                read.number(Names.MAX_PAGE_SIZE, 100, 1, 1000),
                read.number(Names.TOTAL_LIMIT, 10_000, 1, 1_000_000_000),
                read.duration(Names.RESET_LINK_LIFESPAN),
                read.choice(Names.DELETED_EMAIL, DeletedEmail.class, DeletedEmail.KEEP),
                read.number(Names.RESET_MAILS_PER_USER, 3, 0, 1000),
                read.flag(Names.TOKEN_ENDPOINT, true),
                read.number(Names.TOKEN_ATTEMPTS_PER_ADDRESS, 0, 0, 1000),
                read.flag(Names.ADOPT_ADMIN_ROLE, false),
                read.choice(Names.KEEP_LAST_ADMIN, KeepLastAdmin.class, KeepLastAdmin.EVERYWHERE),
                read.flag(Names.REQUIRE_AUDIENCE, false),
                read.flag(Names.PAGE, true),
                read.duration(Names.INVITATION_LIFESPAN).orElse(Duration.ofDays(7)),
                read.firebaseScrypt(),
                read.number(Names.IMPORT_MAX_BYTES, 8 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
                read.flag(Names.SEARCH_INDEX, false));
    }

    /** A setting that stops the start. */
    public static final class BadSettingException extends RuntimeException {
        BadSettingException(String setting, String reason) {
            super("The setting spi-realm-restapi-extension--api--" + setting + " is not valid: " + reason + ".");
        }
    }
}
