package io.usersapi.keycloak.hashes;

import java.security.MessageDigest;
import java.util.Base64;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.credential.hash.Pbkdf2Sha512PasswordHashProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * A kind of hash that Keycloak verifies but never makes. At the first successful sign-in Keycloak replaces the hash by
 * one of the realm's own kind (PasswordCredentialProvider). Where the policy of a realm names a foreign kind,
 * Keycloak's default kind is made instead.
 */
abstract class ForeignHash implements PasswordHashProvider {

    /** The beginning of the ids of these kinds. */
    static final String PREFIX = "users-api-";

    private final KeycloakSession session;

    ForeignHash(KeycloakSession session) {
        this.session = session;
    }

    /** The bytes that the kind makes of the password, with the salt and the parameters of the credential. */
    abstract byte[] hash(String password, PasswordCredentialModel credential);

    @Override
    public boolean verify(String password, PasswordCredentialModel credential) {
        byte[] expected =
                Base64.getDecoder().decode(credential.getPasswordSecretData().getValue());
        return MessageDigest.isEqual(expected, hash(password, credential));
    }

    @Override
    public boolean policyCheck(PasswordPolicy policy, PasswordCredentialModel credential) {
        return !credential.getPasswordCredentialData().getAlgorithm().startsWith(PREFIX)
                && keycloaks().policyCheck(policy, credential);
    }

    @Override
    public PasswordCredentialModel encodedCredential(String password, int iterations) {
        return keycloaks().encodedCredential(password, iterations);
    }

    private PasswordHashProvider keycloaks() {
        PasswordHashProvider byDefault = session.getProvider(PasswordHashProvider.class);
        return byDefault instanceof ForeignHash
                ? session.getProvider(PasswordHashProvider.class, Pbkdf2Sha512PasswordHashProviderFactory.ID)
                : byDefault;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
