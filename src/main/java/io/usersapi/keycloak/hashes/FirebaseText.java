package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads Firebase's scrypt in the form that other tools use as well:
 * {@code $fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=…$salt$hash}. The parameters are the memory cost, the rounds, the salt
 * separator and the signer key of the project. A parameter that is absent is taken from the settings
 * {@code firebase-scrypt-*}.
 *
 * <p>Firebase encrypts the signer key with a key made of the password, in counter mode: the hash is the signer key XOR
 * a key stream. Only the stream is stored. So no credential contains the signer key, and the settings can be removed
 * after the import.
 */
final class FirebaseText {

    private static final Pattern FORM = Pattern.compile("\\$fbscrypt\\$v=1(?:,n=(\\d+))?(?:,r=(\\d+))?(?:,p=(\\d+))?"
            + "(?:,ss=(" + HashParts.BASE64 + "))?(?:,sk=(" + HashParts.BASE64 + "))?"
            + "\\$(" + HashParts.BASE64 + ")\\$(" + HashParts.BASE64 + ")");

    private static final int MAX_MEMORY_COST = 30;

    private FirebaseText() {}

    static PasswordCredentialModel read(String hash, Optional<FirebaseScrypt> project) {
        Matcher parts = HashParts.match(FORM, url(hash));
        int memoryCost = number(parts.group(1), project.map(FirebaseScrypt::memoryCost));
        int rounds = number(parts.group(2), project.map(FirebaseScrypt::rounds));
        if (HashParts.number(parts.group(3) == null ? "1" : parts.group(3)) != 1) {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        byte[] separator = bytes(parts.group(4), project.map(FirebaseScrypt::saltSeparator));
        byte[] signerKey = bytes(parts.group(5), project.map(FirebaseScrypt::signerKey));
        if (memoryCost > MAX_MEMORY_COST) {
            throw new UnusableHashException(ErrorCode.HASH_TOO_COSTLY);
        }
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                FirebaseScryptHash.ID,
                joined(HashParts.base64(parts.group(6)), separator),
                1 << memoryCost,
                Map.of(FirebaseScryptHash.ROUNDS, List.of(String.valueOf(rounds))),
                HashParts.base64(xor(HashParts.base64(parts.group(7)), signerKey))));
    }

    /** The hash in plain Base64: Firebase's own tools export Base64 for URLs, its Admin SDKs the plain one. */
    private static String url(String hash) {
        return hash.replace('-', '+').replace('_', '/');
    }

    private static int number(String own, Optional<Integer> project) {
        return own == null ? project.orElseThrow(FirebaseText::unavailable) : HashParts.number(own);
    }

    private static byte[] bytes(String own, Optional<String> project) {
        return HashParts.base64(own == null ? project.orElseThrow(FirebaseText::unavailable) : own);
    }

    private static UnusableHashException unavailable() {
        return new UnusableHashException(ErrorCode.HASH_UNAVAILABLE);
    }

    private static byte[] joined(byte[] salt, byte[] separator) {
        byte[] joined = Arrays.copyOf(salt, salt.length + separator.length);
        System.arraycopy(separator, 0, joined, salt.length, separator.length);
        return joined;
    }

    private static byte[] xor(byte[] one, byte[] other) {
        if (one.length != other.length) {
            throw HashParts.malformed();
        }
        byte[] stream = new byte[one.length];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = (byte) (one[i] ^ other[i]);
        }
        return stream;
    }
}
