package io.usersapi.keycloak.hashes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.BCrypt;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Verifies bcrypt of the password in UTF-8. As in every bcrypt, only the first 72 bytes count. A password with a NUL is
 * refused. C libraries end the password there, and bcrypt itself repeats a short key after a NUL, so that {@code a\0a}
 * would open what {@code a} opens.
 */
public final class Bcrypt extends ForeignHash {

    /** The id of the provider, and the algorithm of its credentials. */
    public static final String ID = PREFIX + "bcrypt";

    private static final int MAX_BYTES = 72;
    /** The length of a hash: OpenBSD drops the last of 24 bytes. */
    private static final int HASH_BYTES = 23;

    public Bcrypt(KeycloakSession session) {
        super(session);
    }

    @Override
    public boolean verify(String password, PasswordCredentialModel credential) {
        return super.verify(password, credential) && password.indexOf('\0') < 0;
    }

    @Override
    byte[] hash(String password, PasswordCredentialModel credential) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(bytes, Math.min(bytes.length + 1, MAX_BYTES));
        byte[] hash = BCrypt.generate(
                key,
                credential.getPasswordSecretData().getSalt(),
                credential.getPasswordCredentialData().getHashIterations());
        return Arrays.copyOf(hash, HASH_BYTES);
    }
}
