package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts that the texts of hashes are made of. */
final class HashParts {

    /**
     * The pattern of Base64 in PHC and modular crypt strings: padding is optional, and passlib writes {@code .} for
     * {@code +}.
     */
    static final String BASE64 = "[A-Za-z0-9+/.]+={0,2}";

    private HashParts() {}

    static Matcher match(Pattern form, String hash) {
        Matcher matcher = form.matcher(hash);
        if (!matcher.matches()) {
            throw malformed();
        }
        return matcher;
    }

    /**
     * The number. One that is too large for an {@code int} becomes the largest, which is too costly, whatever is
     * counted.
     */
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
