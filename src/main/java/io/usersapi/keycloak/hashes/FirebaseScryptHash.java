package io.usersapi.keycloak.hashes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;

/**
 * Verifies Firebase's modified scrypt by its key stream: AES-256 in counter mode over zeros, with a key that scrypt
 * makes of the password. See {@link FirebaseText}.
 */
public final class FirebaseScryptHash extends ForeignHash {

    /** The id of the provider, and the algorithm of its credentials. */
    public static final String ID = PREFIX + "firebase-scrypt";

    /** The parameter that Firebase calls rounds and scrypt calls block size. */
    static final String ROUNDS = "rounds";

    private static final int KEY_BYTES = 32;
    /**
     * A computation fills up to 64 MiB of memory, so no more run at once than there are cores. Keycloak limits Argon2
     * in the same way.
     */
    private static final Semaphore CORES = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    public FirebaseScryptHash(KeycloakSession session) {
        super(session);
    }

    @Override
    byte[] hash(String password, PasswordCredentialModel credential) {
        int length =
                Base64.getDecoder().decode(credential.getPasswordSecretData().getValue()).length;
        CORES.acquireUninterruptibly();
        try {
            return keyStream(key(password, credential), length);
        } finally {
            CORES.release();
        }
    }

    private static byte[] key(String password, PasswordCredentialModel credential) {
        PasswordCredentialData data = credential.getPasswordCredentialData();
        return SCrypt.generate(
                password.getBytes(StandardCharsets.UTF_8),
                credential.getPasswordSecretData().getSalt(),
                data.getHashIterations(),
                Integer.parseInt(data.getAdditionalParameters().getFirst(ROUNDS)),
                1,
                KEY_BYTES);
    }

    private static byte[] keyStream(byte[] key, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public String credentialHashingStrength(PasswordCredentialModel credential) {
        PasswordCredentialData data = credential.getPasswordCredentialData();
        return "scrypt[n=%d,r=%s]"
                .formatted(
                        data.getHashIterations(), data.getAdditionalParameters().getFirst(ROUNDS));
    }
}
