package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.module.Settings.BadSettingException;
import io.usersapi.keycloak.module.Settings.DefaultAdmin;
import io.usersapi.keycloak.module.Settings.DeletedEmail;
import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import io.usersapi.keycloak.module.Settings.KeepLastAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.Config;

class SettingsTest {

    private static final String SECRET = "a secret of mine";
    private static final String SIGNER_KEY = "c2lnbmVyIGtleQ==";

    @Test
    void hasTheseDefaults() {
        assertEquals(
                new Settings(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        "admin",
                        "users-api",
                        10,
                        100,
                        10_000,
                        Optional.empty(),
                        DeletedEmail.KEEP,
                        3,
                        true,
                        0,
                        false,
                        KeepLastAdmin.EVERYWHERE,
                        false,
                        true,
                        Duration.ofDays(7),
                        Optional.empty(),
                        8 * 1024 * 1024,
                        false),
                settings(Map.of()));
    }

    /** A proxy answers a larger body itself, in its own form. */
    @Test
    void theFileForNginxLetsTheLargestImportThrough() throws IOException {
        Matcher limit = Pattern.compile("client_max_body_size (\\d+)m;")
                .matcher(Files.readString(Path.of("deploy/nginx.conf")));
        assertTrue(limit.find());
        long most = Long.parseLong(limit.group(1)) * 1024 * 1024;
        assertTrue(most > settings(Map.of()).importMaxBytes(), limit.group());
    }

    @Test
    void hasTheseNames() {
        Map<String, String> all = new HashMap<>();
        all.put("realms", "acme, other");
        all.put("root-realm", "acme");
        all.put("default-admin-email", "admin@example.org");
        all.put("default-admin-password", SECRET);
        all.put("admin-role", "boss");
        all.put("client-id", "people");
        all.put("password-min-length", "12");
        all.put("import-max-bytes", "1000000");
        all.put("max-page-size", "50");
        all.put("total-limit", "500");
        all.put("reset-link-lifespan", "PT12H");
        all.put("deleted-email", "hash");
        all.put("reset-mails-per-user", "5");
        all.put("token-endpoint", "false");
        all.put("token-attempts-per-address", "60");
        all.put("adopt-admin-role", "true");
        all.put("keep-last-admin", "api");
        all.put("require-audience", "true");
        all.put("page", "false");
        all.put("invitation-lifespan", "PT36H");
        all.put("firebase-scrypt-signer-key", SIGNER_KEY);
        all.put("firebase-scrypt-salt-separator", "AA==");
        all.put("firebase-scrypt-rounds", "7");
        all.put("firebase-scrypt-mem-cost", "13");
        all.put("search-index", "true");
        assertEquals(
                new Settings(
                        List.of("acme", "other"),
                        Optional.of("acme"),
                        Optional.of(new DefaultAdmin("admin@example.org", SECRET)),
                        "boss",
                        "people",
                        12,
                        50,
                        500,
                        Optional.of(Duration.ofHours(12)),
                        DeletedEmail.HASH,
                        5,
                        false,
                        60,
                        true,
                        KeepLastAdmin.API,
                        true,
                        false,
                        Duration.ofHours(36),
                        Optional.of(new FirebaseScrypt(SIGNER_KEY, "AA==", 7, 13)),
                        1_000_000,
                        true),
                settings(all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realms",
                "root-realm",
                "admin-role",
                "client-id",
                "password-min-length",
                "max-page-size",
                "total-limit",
                "reset-link-lifespan",
                "deleted-email",
                "reset-mails-per-user",
                "token-endpoint",
                "token-attempts-per-address",
                "adopt-admin-role",
                "keep-last-admin",
                "require-audience",
                "page",
                "import-max-bytes",
                "invitation-lifespan",
                "firebase-scrypt-signer-key",
                "firebase-scrypt-salt-separator",
                "firebase-scrypt-rounds",
                "firebase-scrypt-mem-cost",
                "search-index"
            })
    void readsABlankSettingAsAbsent(String name) {
        assertEquals(settings(Map.of()), settings(Map.of(name, "  ")));
    }

    @ParameterizedTest
    @CsvSource({
        "'acme', 'acme'",
        "' acme ,other, ', 'acme other'",
        "'acme,acme', 'acme'",
        "',', ''",
    })
    void readsRealmsAsAListWithCommas(String value, String realms) {
        assertEquals(realms, String.join(" ", settings(Map.of("realms", value)).realms()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password-min-length | 9 | whole number from 10 to 256",
                "password-min-length | 257 | whole number from 10 to 256",
                "password-min-length | -10 | whole number from 10 to 256",
                "password-min-length | ten | whole number from 10 to 256",
                "password-min-length | 99999999999 | whole number from 10 to 256",
                "max-page-size | 0 | whole number from 1 to 1000",
                "max-page-size | 1001 | whole number from 1 to 1000",
                "max-page-size | 1.5 | whole number from 1 to 1000",
                "import-max-bytes | 1023 | whole number from 1024 to 1073741824",
                "total-limit | 0 | whole number from 1 to 1000000000",
                "reset-link-lifespan | 12 hours | ISO 8601 duration from PT1M to P365D",
                "reset-link-lifespan | PT59S | ISO 8601 duration from PT1M to P365D",
                "reset-link-lifespan | P366D | ISO 8601 duration from PT1M to P365D",
                "reset-link-lifespan | -PT1H | ISO 8601 duration from PT1M to P365D",
                "reset-link-lifespan | PT99999999999999999H | ISO 8601 duration from PT1M to P365D",
                "deleted-email | shred | one of [keep, hash, drop]",
                "reset-mails-per-user | -1 | whole number from 0 to 1000",
                "reset-mails-per-user | many | whole number from 0 to 1000",
                "token-endpoint | yes | true or false",
                "token-attempts-per-address | -1 | whole number from 0 to 1000",
                "adopt-admin-role | yes | true or false",
                "keep-last-admin | console | one of [everywhere, api]",
                "require-audience | 1 | true or false",
                "page | on | true or false",
                "search-index | gin | true or false",
                "invitation-lifespan | 7 days | ISO 8601 duration",
                "invitation-lifespan | PT59S | ISO 8601 duration",
                "firebase-scrypt-signer-key | not Base64 | Base64",
                "firebase-scrypt-salt-separator | B | Base64",
                "firebase-scrypt-rounds | 0 | whole number from 1 to 32",
                "firebase-scrypt-mem-cost | 21 | whole number from 1 to 20",
                "client-id | users-admin | the page's client",
                "realms | master | superuser",
            })
    void refusesABadValueWithOneLineThatNamesTheSettingAndTheReason(String name, String value, String reason) {
        assertRefused(name, reason, Map.of(name, value));
    }

    @Test
    void allowsTheRealmMasterWithAnotherAdminRole() {
        assertEquals(
                List.of("master"),
                settings(Map.of("realms", "master", "admin-role", "user-admin")).realms());
    }

    @Test
    void wantsBothOrNeitherOfTheDefaultAdminsEmailAndPassword() {
        assertRefused("default-admin-password", "both", Map.of("default-admin-email", "admin@example.org"));
        assertRefused("default-admin-email", "both", Map.of("default-admin-password", SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "admin@", "@example.org", "ad min@example.org"})
    void refusesADefaultAdminWithoutAValidEmail(String email) {
        assertRefused(
                "default-admin-email",
                "valid email address",
                Map.of("default-admin-email", email, "default-admin-password", SECRET));
    }

    @Test
    void refusesADefaultAdminWithAShortPassword() {
        Map<String, String> admin = new HashMap<>(Map.of("default-admin-email", "admin@example.org"));
        admin.put("default-admin-password", "nine char");
        assertRefused("default-admin-password", "at least 10 characters", admin);
        admin.put("default-admin-password", "ten chars!");
        assertTrue(settings(admin).defaultAdmin().isPresent());
        admin.put("password-min-length", "12");
        assertRefused("default-admin-password", "at least 12 characters", admin);
    }

    @Test
    void countsTheDefaultAdminsPasswordInCodePoints() {
        Map<String, String> admin = new HashMap<>(Map.of("default-admin-email", "admin@example.org"));
        admin.put("default-admin-password", "😀".repeat(9));
        assertRefused("default-admin-password", "at least 10 characters", admin);
    }

    @ParameterizedTest
    @CsvSource({
        "kc.spi-realm-restapi-extension--api--realm, realm, realms",
        "kc.spi-realm-restapi-extension--api--rootRealm, rootRealm, root-realm",
        "kc.spi-realm-restapi-extension--api--token-attempt-per-address, token-attempt-per-address, token-attempts-per-address",
        "kc.spi-realm-restapi-extension-api-max-page-sise, max-page-sise, max-page-size",
        "kc.spi-realm-restapi-extension--api--default-admin-mail, default-admin-mail, default-admin-email",
        "kc.spi-realm-restapi-extension--api--colour, colour, page",
    })
    void refusesAnUnknownNameAndTellsTheNearest(String given, String name, String nearest) {
        String line = assertThrows(BadSettingException.class, () -> settings(Map.of(), Set.of(given)))
                .getMessage();
        assertEquals(
                "The setting spi-realm-restapi-extension--api--" + name
                        + " is not valid: there is no such setting, the nearest is " + nearest + ".",
                line);
    }

    @Test
    void tellsAllUnknownNamesAtOnce() {
        String prefix = "kc.spi-realm-restapi-extension--api--";
        String line = assertThrows(
                        BadSettingException.class,
                        () -> settings(Map.of(), Set.of(prefix + "realm", prefix + "client", prefix + "realms")))
                .getMessage();
        assertTrue(line.contains("--client is not valid") && line.contains("nor is there realm,"), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kc.spi-realm-restapi-extension--api--enabled",
                "kc.spi-realm-restapi-extension-api-enabled",
                "kc.spi-realm-restapi-extension-api-root-realm",
                "kc.spi-realm-restapi-extension-api-keys-folder",
                "kc.spi-realm-restapi-extension--api-keys--folder",
                "kc.spi-realm-restapi-extension--other--realm",
                "kc.db"
            })
    void leavesNamesOfKeycloakAndOfOtherExtensionsAlone(String given) {
        settings(Map.of(), Set.of(given));
    }

    @Test
    void hidesTheDefaultAdminInItsTextForm() {
        String text = settings(Map.of("default-admin-email", "admin@example.org", "default-admin-password", SECRET))
                .toString();
        assertFalse(text.contains(SECRET) || text.contains("admin@example.org"), text);
    }

    @Test
    void takesWhatEveryFirebaseProjectHasForWhatIsLeftOutAndHidesItsKey() {
        FirebaseScrypt project = settings(Map.of("firebase-scrypt-signer-key", SIGNER_KEY))
                .firebaseScrypt()
                .orElseThrow();
        assertEquals(new FirebaseScrypt(SIGNER_KEY, "Bw==", 8, 14), project);
        assertFalse(project.toString().contains(SIGNER_KEY));
    }

    /** Every hash that comes without numbers of its own would be refused, row by row. */
    @ParameterizedTest
    @CsvSource({"32, 20, much", "8, 17, much", "1, 14, little", "8, 11, little"})
    void refusesNumbersOfAFirebaseProjectThatNoHashMayHave(String rounds, String memoryCost, String reason) {
        Map<String, String> project = Map.of(
                "firebase-scrypt-signer-key", SIGNER_KEY,
                "firebase-scrypt-rounds", rounds,
                "firebase-scrypt-mem-cost", memoryCost);
        assertRefused("firebase-scrypt-mem-cost", reason, project);
    }

    @ParameterizedTest
    @CsvSource({"8, 14", "8, 12", "8, 16", "32, 14"})
    void allowsNumbersOfAFirebaseProjectThatAHashMayHave(String rounds, String memoryCost) {
        Map<String, String> project = Map.of(
                "firebase-scrypt-signer-key", SIGNER_KEY,
                "firebase-scrypt-rounds", rounds,
                "firebase-scrypt-mem-cost", memoryCost);
        assertTrue(settings(project).firebaseScrypt().isPresent());
    }

    private static void assertRefused(String setting, String reason, Map<String, String> values) {
        String line =
                assertThrows(BadSettingException.class, () -> settings(values)).getMessage();
        assertTrue(line.contains("spi-realm-restapi-extension--api--" + setting + " "), line);
        assertTrue(line.contains(reason), line);
        assertFalse(line.contains("\n"), line);
        String password = values.get("default-admin-password");
        assertFalse(password != null && line.contains(password), line);
    }

    private static Settings settings(Map<String, String> values) {
        return settings(values, Set.of());
    }

    /** @param names as Keycloak lists them */
    private static Settings settings(Map<String, String> values, Set<String> names) {
        return Settings.from(new Config.SystemPropertiesScope("") {
            @Override
            public String get(String name) {
                return values.get(name);
            }

            @Override
            public Config.Scope root() {
                return new Config.SystemPropertiesScope("") {
                    @Override
                    public Set<String> getPropertyNames() {
                        return names;
                    }
                };
            }
        });
    }
}
