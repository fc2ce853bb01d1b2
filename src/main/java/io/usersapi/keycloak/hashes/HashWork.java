package io.usersapi.keycloak.hashes;

import java.util.List;
import java.util.Map;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;

/**
 * What it costs to verify a password: the same for all hashes of one kind with the same parameters.
 *
 * @param bytes the length of the hash
 */
public record HashWork(String algorithm, int iterations, Map<String, List<String>> parameters, int bytes) {

    private static final byte[] ANY_SALT = new byte[16];
    private static final String ANY_PASSWORD = "any password of some length";

    /** The work of the credential. */
    public static HashWork of(PasswordCredentialModel credential) {
        PasswordCredentialData data = credential.getPasswordCredentialData();
        return new HashWork(
                data.getAlgorithm(),
                data.getHashIterations(),
                Map.copyOf(data.getAdditionalParameters()),
                HashParts.base64(credential.getPasswordSecretData().getValue()).length);
    }

    /** Does the work, to no other end than that it takes its time. */
    public void doInVain(KeycloakSession session) {
        PasswordHashProvider provider = session.getProvider(PasswordHashProvider.class, algorithm);
        if (provider != null) {
            provider.verify(
                    ANY_PASSWORD,
                    PasswordCredentialModel.createFromValues(
                            algorithm, ANY_SALT, iterations, parameters, HashParts.base64(new byte[bytes])));
        }
    }
}
