package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the texts of hashes are made of. */
final class HashParts {

    /** As PHC and modular crypt strings have it: padding is optional, and passlib writes {@code .} for {@code +}. */
    static final String BASE64 = "[A-Za-z0-9+/.]+={0,2}";

    private HashParts() {}

    static Matcher match(Pattern form, String hash) {
        Matcher matcher = form.matcher(hash);
        if (!matcher.matches()) {
            throw malformed();
        }
        return matcher;
    }

    /** A number that is too large for an {@code int} is too costly, whatever it counts. */
    static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('.', '+'));
        } catch (IllegalArgumentException noBase64) {
            throw malformed();
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static UnusableHashException malformed() {
        return new UnusableHashException(ErrorCode.HASH_MALFORMED);
    }
}
