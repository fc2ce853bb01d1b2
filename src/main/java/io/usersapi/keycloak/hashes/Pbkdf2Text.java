package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads PBKDF2 with SHA-256 or SHA-512: in PHC form, {@code $pbkdf2-sha256$i=600000,l=32$salt$hash}; as passlib writes
 * it, {@code $pbkdf2-sha256$29000$salt$hash}; and as Django writes it, {@code pbkdf2_sha256$870000$salt$hash}, where
 * the salt is plain text. Keycloak verifies such hashes itself.
 */
final class Pbkdf2Text {

    private static final Pattern PHC = Pattern.compile("\\$pbkdf2-sha(\\d+)\\$(?:i=)?(\\d+)(?:,l=(\\d+))?" + "\\$("
            + HashParts.BASE64 + ")\\$(" + HashParts.BASE64 + ")");
    private static final Pattern DJANGO =
            Pattern.compile("pbkdf2_sha(\\d+)\\$(\\d+)\\$([^$]+)\\$(" + HashParts.BASE64 + ")");

    private Pbkdf2Text() {}

    static PasswordCredentialModel readPhc(String hash) {
        Matcher parts = HashParts.match(PHC, hash);
        byte[] value = HashParts.base64(parts.group(5));
        if (parts.group(3) != null && HashParts.number(parts.group(3)) != value.length) {
            throw HashParts.malformed();
        }
        return credential(parts.group(1), HashParts.base64(parts.group(4)), parts.group(2), value);
    }

    static PasswordCredentialModel readDjango(String hash) {
        Matcher parts = HashParts.match(DJANGO, hash);
        byte[] salt = parts.group(3).getBytes(StandardCharsets.UTF_8);
        return credential(parts.group(1), salt, parts.group(2), HashParts.base64(parts.group(4)));
    }

    private static PasswordCredentialModel credential(String digest, byte[] salt, String iterations, byte[] value) {
        if (!digest.equals("256") && !digest.equals("512")) {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                "pbkdf2-sha" + digest, salt, HashParts.number(iterations), HashParts.base64(value)));
    }
}
