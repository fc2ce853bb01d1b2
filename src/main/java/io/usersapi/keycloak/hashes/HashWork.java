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
 * What it costs to verify a password: the same for all hashes of one algorithm with the same numbers.
 *
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

    /** Other extensions keep a hash in forms of their own. */
    private static int length(String hash) {
        try {
            return HashParts.base64(hash).length;
        } catch (UnusableHashException otherForm) {
            return hash.length();
        }
    }

    /** Whether the two differ in nothing but how often they do the same. */
    public boolean isLike(HashWork other) {
        return times(1).equals(other.times(1));
    }

    /** What is left of this work for who has done the other, which is like it. */
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

    /** Does the work, to no other end than that it takes its time. */
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
