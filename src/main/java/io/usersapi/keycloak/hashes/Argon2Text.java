package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Argon2 in PHC form: {@code $argon2id$v=19$m=65536,t=3,p=4$salt$hash}. Keycloak verifies it by itself. A hash with a
 * secret key or associated data ({@code keyid}, {@code data}) is malformed here, since Keycloak has no place for these.
 */
final class Argon2Text {

    private static final Pattern FORM = Pattern.compile("\\$argon2([a-z]+)(?:\\$v=(\\d+))?"
            + "\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$(" + HashParts.BASE64 + ")\\$(" + HashParts.BASE64 + ")");
    /** As Keycloak names them (Argon2Parameters); a hash without a version is of the first. */
    private static final Map<String, String> VERSIONS = Map.of("16", "1.0", "19", "1.3");

    private Argon2Text() {}

    static PasswordCredentialModel read(String hash) {
        Matcher parts = HashParts.match(FORM, hash);
        String version = VERSIONS.get(parts.group(2) == null ? "16" : parts.group(2));
        if (version == null || !parts.group(1).matches("id|i")) {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        byte[] value = HashParts.base64(parts.group(7));
        Map<String, List<String>> parameters = Map.of(
                "type", List.of(parts.group(1)),
                "version", List.of(version),
                "hashLength", List.of(String.valueOf(value.length)),
                "memory", List.of(String.valueOf(HashParts.number(parts.group(3)))),
                "parallelism", List.of(String.valueOf(HashParts.number(parts.group(5)))));
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                HashCosts.ARGON2,
                HashParts.base64(parts.group(6)),
                HashParts.number(parts.group(4)),
                parameters,
                HashParts.base64(value)));
    }
}
