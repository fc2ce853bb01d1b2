package io.usersapi.keycloak.account.value;

import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.utils.EmailValidationUtil;

/**
 * An e-mail address of at most 255 characters in lower case, which is how Keycloak stores it. An address is valid where
 * Keycloak's {@code EmailValidationUtil} says so. {@link #toString()} hides the address, so that none gets into a log
 * line by mistake.
 */
public final class EmailAddress {

    /** The longest address in characters, by Keycloak's column. */
    public static final int MAX_LENGTH = 255;

    /** The option of Keycloak's that says how long the part before the @ may be: read once, since reading takes long. */
    private static final class Limit {
        static final int LOCAL_PART = Config.scope("user-profile", "declarative-user-profile")
                .getInt(EmailValidationUtil.MAX_EMAIL_LOCAL_PART_LENGTH, EmailValidationUtil.MAX_LOCAL_PART_LENGTH);
    }

    private final String value;

    private EmailAddress(String value) {
        this.value = value;
    }

    /** The address; empty where the text is not a valid one. */
    public static Optional<EmailAddress> of(String text) {
        return parse(text, new Violations(), "email");
    }

    /** The address; empty where the text breaks a rule, which is noted as a violation of {@code field}. */
    public static Optional<EmailAddress> parse(String text, Violations violations, String field) {
        if (text.isEmpty()) {
            violations.add(field, ErrorCode.EMPTY);
        } else if (Characters.count(text) > MAX_LENGTH) {
            violations.add(field, ErrorCode.TOO_LONG, MAX_LENGTH);
        } else if (!Characters.areSound(text) || !EmailValidationUtil.isValidEmail(text, Limit.LOCAL_PART)) {
            violations.add(field, ErrorCode.INVALID_EMAIL);
        } else {
            String lowerCase = text.toLowerCase(Locale.ROOT);
            if (Characters.count(lowerCase) <= MAX_LENGTH) {
                return Optional.of(new EmailAddress(lowerCase));
            }
            violations.add(field, ErrorCode.TOO_LONG, MAX_LENGTH);
        }
        return Optional.empty();
    }

    /** The address in lower case. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmailAddress address && address.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }
}
