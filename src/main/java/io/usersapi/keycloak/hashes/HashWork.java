package io.usersapi.keycloak.hashes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;

/**
 * The work of verifying a password. It is the same for all hashes of one algorithm with the same numbers.
 *
 * @param algorithm the id of Keycloak's hash provider
 * @param iterations the iterations or the cost, as the algorithm counts
 * @param parameters the credential's other parameters
 * @param bytes the length of the hash
 */
public record HashWork(String algorithm, int iterations, Map<String, List<String>> parameters, int bytes) {

    private static final Logger LOG = Logger.getLogger(HashWork.class);
    private static final byte[] ANY_SALT = new byte[16];
    private static final String ANY_PASSWORD = "any password of some length";

    /** The work of the credential. */
    public static HashWork of(PasswordCredentialModel credential) {
        PasswordCredentialData data = credential.getPasswordCredentialData();
        return new HashWork(
                data.getAlgorithm(),
                data.getHashIterations(),
                Map.copyOf(data.getAdditionalParameters()),
                length(credential.getPasswordSecretData().getValue()));
    }

    /** The length of the hash in bytes, or in characters where another extension keeps it in a form of its own. */
    private static int length(String hash) {
        try {
            return HashParts.base64(hash).length;
        } catch (UnusableHashException otherForm) {
            return hash.length();
        }
    }

    /** Whether the two works differ in nothing but their iterations. */
    public boolean isLike(HashWork other) {
        return times(1).equals(other.times(1));
    }

    /**
     * The parts of this work that remain after the other work has been done.
     *
     * @param done a work that is like this one
     */
    public List<HashWork> without(HashWork done) {
        List<HashWork> left = new ArrayList<>();
        if (algorithm.equals(Bcrypt.ID)) {
            // 2^10 + 2^11 = 2^12 - 2^10
            for (int cost = done.iterations; cost < iterations; cost++) {
                left.add(times(cost));
            }
        } else if (algorithm.equals(FirebaseScryptHash.ID)) {
            for (int cost = done.iterations; cost < iterations; cost *= 2) {
                left.add(times(cost));
            }
        } else if (done.iterations < iterations) {
            left.add(times(iterations - done.iterations));
        }
        return left;
    }

    private HashWork times(int other) {
        return new HashWork(algorithm, other, parameters, bytes);
    }

    /** Does the work only to take its time. A work that cannot be done is passed over. */
    public void doInVain(KeycloakSession session) {
        PasswordHashProvider provider = session.getProvider(PasswordHashProvider.class, algorithm);
        if (provider == null) {
            return;
        }
        try {
            provider.verify(
                    ANY_PASSWORD,
                    PasswordCredentialModel.createFromValues(
                            algorithm, ANY_SALT, iterations, parameters, HashParts.base64(new byte[bytes])));
        } catch (RuntimeException otherForm) {
            LOG.debugf("The work of %s cannot be done in vain", algorithm);
        }
    }
}
