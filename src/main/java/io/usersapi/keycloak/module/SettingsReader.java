package io.usersapi.keycloak.module;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.common.util.Environment;
import org.keycloak.utils.EmailValidationUtil;

/**
 * Reads settings, by one method for each kind of value. A blank value counts as absent. A value that is not valid
 * throws {@link Settings.BadSettingException}, which names the setting and the rule.
 *
 * @param config the scope of the extension's settings
 * @param asked the names that were read so far; in the end, these are all names there are
 */
record SettingsReader(Config.Scope config, Set<String> asked) {

    SettingsReader(Config.Scope config) {
        this(config, new TreeSet<>());
    }

    /**
     * Is called when all settings were read.
     *
     * @throws Settings.BadSettingException where a setting is given that was not read
     */
    void refuseUnknown() {
        new UnknownSettings(config, asked).refuse();
    }

    private Optional<String> given(String name) {
        asked.add(name);
        return Optional.ofNullable(config.get(name));
    }

    Optional<String> text(String name) {
        return given(name).map(String::trim).filter(value -> !value.isEmpty());
    }

    String clientId(String absent) {
        String id = text(Settings.Names.CLIENT_ID).orElse(absent);
        if (id.equals(Settings.PAGE_CLIENT)) {
            throw new Settings.BadSettingException(Settings.Names.CLIENT_ID, "this is the name of the page's client");
        }
        return id;
    }

    List<String> list(String name) {
        return text(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::trim)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    int number(String name, int absent, int min, int max) {
        return parsed(name, value -> {
                    int number = Integer.parseInt(value);
                    if (number < min || number > max) {
                        throw new NumberFormatException();
                    }
                    return number;
                })
                .apply("it must be a whole number from " + min + " to " + max)
                .orElse(absent);
    }

    boolean flag(String name, boolean absent) {
        return parsed(name, value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException();
                })
                .apply("it must be true or false")
                .orElse(absent);
    }

    Optional<Duration> duration(String name) {
        return parsed(name, value -> {
                    Duration duration = Duration.parse(value);
                    // Keycloak counts lifespans in seconds and shows them in minutes. No link needs more than a year.
                    if (duration.toSeconds() < 60 || duration.toDays() > 365) {
                        throw new DateTimeParseException("range", value, 0);
                    }
                    return duration;
                })
                .apply("it must be an ISO 8601 duration from PT1M to P365D, for example PT12H");
    }

    <E extends Enum<E>> E choice(String name, Class<E> choices, E absent) {
        return parsed(name, value -> Enum.valueOf(choices, value.toUpperCase(Locale.ROOT)))
                .apply("it must be one of "
                        + Arrays.toString(choices.getEnumConstants()).toLowerCase(Locale.ROOT))
                .orElse(absent);
    }

    private <T> Function<String, Optional<T>> parsed(String name, Function<String, T> parse) {
        return reason -> {
            try {
                return text(name).map(parse);
            } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException unreadable) {
                throw new Settings.BadSettingException(name, reason);
            }
        };
    }

    /**
     * The parameters of a Firebase project. A setting that is absent has the value that Firebase gives every project.
     */
    Optional<Settings.FirebaseScrypt> firebaseScrypt() {
        Optional<String> signerKey = base64(Settings.Names.FIREBASE_SCRYPT_SIGNER_KEY);
        Optional<String> separator = base64(Settings.Names.FIREBASE_SCRYPT_SALT_SEPARATOR);
        int rounds = number(Settings.Names.FIREBASE_SCRYPT_ROUNDS, 8, 1, 32);
        int memoryCost = number(Settings.Names.FIREBASE_SCRYPT_MEMORY_COST, 14, 1, 20);
        long memory = 128L * rounds << memoryCost;
        if (memory < Settings.FirebaseScrypt.LEAST_MEMORY || memory > Settings.FirebaseScrypt.MOST_MEMORY) {
            throw new Settings.BadSettingException(
                    Settings.Names.FIREBASE_SCRYPT_MEMORY_COST,
                    "with " + rounds + " rounds, a hash would take too "
                            + (memory > Settings.FirebaseScrypt.MOST_MEMORY ? "much" : "little")
                            + " memory: 128 x rounds x 2^mem-cost must be from 4 to 64 MiB");
        }
        return signerKey.map(key -> new Settings.FirebaseScrypt(key, separator.orElse("Bw=="), rounds, memoryCost));
    }

    private Optional<String> base64(String name) {
        return parsed(name, value -> {
                    Base64.getDecoder().decode(value);
                    return value;
                })
                .apply("it must be Base64");
    }

    Optional<Settings.DefaultAdmin> defaultAdmin(int passwordMinLength) {
        Optional<String> email = text(Settings.Names.DEFAULT_ADMIN_EMAIL);
        Optional<String> password = given(Settings.Names.DEFAULT_ADMIN_PASSWORD).filter(value -> !value.isEmpty());
        if (Environment.isNonServerMode()) {
            // No such command makes the admin, and few are given the password.
            return Optional.empty();
        }
        if (email.isPresent() != password.isPresent()) {
            throw new Settings.BadSettingException(
                    email.isPresent() ? Settings.Names.DEFAULT_ADMIN_PASSWORD : Settings.Names.DEFAULT_ADMIN_EMAIL,
                    "the default admin needs both an email and a password");
        }
        if (email.isEmpty()) {
            return Optional.empty();
        }
        if (!EmailValidationUtil.isValidEmail(email.get()) || email.get().length() > 255) {
            throw new Settings.BadSettingException(
                    Settings.Names.DEFAULT_ADMIN_EMAIL, "it must be a valid email address");
        }
        String value = password.orElseThrow();
        if (value.codePointCount(0, value.length()) < passwordMinLength) {
            throw new Settings.BadSettingException(
                    Settings.Names.DEFAULT_ADMIN_PASSWORD, "it must be at least " + passwordMinLength + " characters");
        }
        return Optional.of(new Settings.DefaultAdmin(email.get().toLowerCase(Locale.ROOT), value));
    }
}
