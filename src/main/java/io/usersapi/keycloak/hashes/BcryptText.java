package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads bcrypt as OpenBSD writes it: {@code $2b$10$}, 22 characters of salt, 31 of hash. {@code $2a$}, {@code $2b$} and
 * {@code $2y$} mean the same in all current libraries. {@code $2x$} marks hashes of a faulty crypt_blowfish, which lost
 * bits of passwords that are not ASCII, and {@code $2$} is a form from before 1999. Both are unknown here.
 */
final class BcryptText {

    private static final Pattern FORM =
            Pattern.compile("\\$2([a-z]?)\\$(\\d\\d)\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");
    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private BcryptText() {}

    static PasswordCredentialModel read(String hash) {
        Matcher parts = HashParts.match(FORM, hash);
        if (!parts.group(1).matches("[aby]")) {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                Bcrypt.ID,
                decode(parts.group(3)),
                HashParts.number(parts.group(2)),
                HashParts.base64(decode(parts.group(4)))));
    }

    /** Decodes the Base64 of bcrypt, which has an alphabet of its own. */
    private static byte[] decode(String text) {
        StringBuilder base64 = new StringBuilder();
        text.chars().map(ALPHABET::indexOf).forEach(index -> base64.append(BASE64.charAt(index)));
        return Base64.getDecoder().decode(base64.toString());
    }
}
