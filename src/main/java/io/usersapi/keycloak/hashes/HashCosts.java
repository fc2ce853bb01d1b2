package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;

/**
 * The least and the most work that a hash of each kind may cost. The least is what systems that people leave made by
 * default since about 2015 (PHP 7.2's Argon2, ASP.NET Core 3's PBKDF2). The most is about a second of one core, and so
 * much memory that a server with the smallest heap can do one on each of its cores.
 */
final class HashCosts {

    static final String ARGON2 = "argon2";
    static final String PBKDF2_SHA1 = "pbkdf2";

    /** For how many bytes of the hash PBKDF2 does all iterations once. */
    private static final Map<String, Integer> PBKDF2 =
            Map.of(PBKDF2_SHA1, 20, "pbkdf2-sha256", 32, "pbkdf2-sha512", 64);

    private static final long MOST_OF_PBKDF2 = 2_000_000;
    /** The work of Keycloak's own hashes: 1,300,000 iterations for each of the four parts of 64 bytes. */
    private static final long MOST_OF_PBKDF2_SHA1 = 5_200_000;

    private static final int KIB = 1024;

    private HashCosts() {}

    /**
     * The credential, if its work and its parts are within the bounds.
     *
     * @throws UnusableHashException where they are not, with the code that says why
     */
    static PasswordCredentialModel checked(PasswordCredentialModel credential) {
        PasswordCredentialData data = credential.getPasswordCredentialData();
        int salt = credential.getPasswordSecretData().getSalt().length;
        int value = HashParts.base64(credential.getPasswordSecretData().getValue()).length;
        if (Bcrypt.ID.equals(data.getAlgorithm())) {
            exactly(salt, 16);
            exactly(value, 23);
            within(data.getHashIterations(), 8, 14);
            return credential;
        }
        lengths(salt, value);
        if (PBKDF2.containsKey(data.getAlgorithm())) {
            pbkdf2(data, value);
        } else if (ARGON2.equals(data.getAlgorithm())) {
            argon2(data, value);
        } else if (FirebaseScryptHash.ID.equals(data.getAlgorithm())) {
            firebase(data);
        } else {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        return credential;
    }

    private static void pbkdf2(PasswordCredentialData data, int value) {
        int part = PBKDF2.get(data.getAlgorithm());
        long parts = (value + part - 1) / part;
        within(data.getHashIterations(), 10_000, Integer.MAX_VALUE);
        within(
                data.getHashIterations() * parts,
                0,
                data.getAlgorithm().equals(PBKDF2_SHA1) ? MOST_OF_PBKDF2_SHA1 : MOST_OF_PBKDF2);
    }

    private static void argon2(PasswordCredentialData data, int value) {
        int memory = parameter(data, "memory");
        int parallelism = parameter(data, "parallelism");
        if (!Set.of("id", "i", "d")
                        .contains(String.valueOf(data.getAdditionalParameters().getFirst("type")))
                || !Set.of("1.0", "1.3")
                        .contains(String.valueOf(data.getAdditionalParameters().getFirst("version")))
                || parameter(data, "hashLength") != value
                || parallelism < 1
                || memory < 8L * parallelism) {
            throw HashParts.malformed();
        }
        within(memory, 1024, 128 * KIB);
        within(parallelism, 1, 16);
        within((long) memory * data.getHashIterations(), 2048, 512 * KIB);
    }

    private static void firebase(PasswordCredentialData data) {
        int n = data.getHashIterations();
        if (n < 2 || Integer.bitCount(n) != 1) {
            throw HashParts.malformed();
        }
        within(
                128L * n * parameter(data, FirebaseScryptHash.ROUNDS),
                FirebaseScrypt.LEAST_MEMORY,
                FirebaseScrypt.MOST_MEMORY);
    }

    private static void lengths(int salt, int value) {
        if (salt == 0 || value == 0) {
            throw HashParts.malformed();
        }
        within(salt, 8, 256);
        within(value, 16, 64);
    }

    private static int parameter(PasswordCredentialData data, String name) {
        String value = data.getAdditionalParameters().getFirst(name);
        if (value == null || !value.matches("\\d+")) {
            throw HashParts.malformed();
        }
        return HashParts.number(value);
    }

    private static void exactly(int length, int wanted) {
        if (length != wanted) {
            throw HashParts.malformed();
        }
    }

    private static void within(long work, long floor, long ceiling) {
        if (work < floor) {
            throw new UnusableHashException(ErrorCode.HASH_TOO_WEAK);
        }
        if (work > ceiling) {
            throw new UnusableHashException(ErrorCode.HASH_TOO_COSTLY);
        }
    }
}
