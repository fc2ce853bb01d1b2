package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads the format of ASP.NET Core Identity, version 3 (PasswordHasher.cs). It is Base64 of the byte 1, of three
 * numbers of four bytes each, the highest byte first, of the salt and of the key of PBKDF2. The numbers are the
 * pseudorandom function, the iterations and the length of the salt. Version 2 begins with a byte 0 and is SHA-1 with
 * 1,000 iterations, which is too weak.
 */
final class AspNetText {

    /** The algorithms by the number of the function (KeyDerivationPrf). Keycloak verifies all three itself. */
    private static final List<String> ALGORITHMS = List.of(HashCosts.PBKDF2_SHA1, "pbkdf2-sha256", "pbkdf2-sha512");

    private static final int LENGTH_OF_VERSION_2 = 49;

    private AspNetText() {}

    static PasswordCredentialModel readVersion2(String hash) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(hash);
        } catch (IllegalArgumentException noBase64) {
            bytes = new byte[0];
        }
        boolean isVersion2 = bytes.length == LENGTH_OF_VERSION_2 && bytes[0] == 0;
        throw new UnusableHashException(isVersion2 ? ErrorCode.HASH_TOO_WEAK : ErrorCode.HASH_UNKNOWN);
    }

    static PasswordCredentialModel read(String hash) {
        try {
            return read(ByteBuffer.wrap(Base64.getDecoder().decode(hash)).position(1));
        } catch (IllegalArgumentException | BufferUnderflowException noHash) {
            throw HashParts.malformed();
        }
    }

    private static PasswordCredentialModel read(ByteBuffer hash) {
        int algorithm = hash.getInt();
        int iterations = hash.getInt();
        int saltLength = hash.getInt();
        if (algorithm < 0 || algorithm >= ALGORITHMS.size() || saltLength < 0 || saltLength > hash.remaining()) {
            throw HashParts.malformed();
        }
        byte[] salt = new byte[saltLength];
        hash.get(salt);
        byte[] value = new byte[hash.remaining()];
        hash.get(value);
        // The four bytes are an unsigned number, which as an {@code int} may look negative.
        int counted = iterations < 0 ? Integer.MAX_VALUE : iterations;
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                ALGORITHMS.get(algorithm), salt, counted, HashParts.base64(value)));
    }
}
