package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import java.util.Optional;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads the hashes of other systems, in the forms in which these systems store them. {@code docs/migrate.md} lists the
 * kinds, and the least and the most work that a hash of each may cost.
 */
public final class PasswordHashes {

    private static final String LAST = PasswordHashes.class.getName();

    /** Hides the hash. */
    private record Last(String text, PasswordHash read) {
        @Override
        public String toString() {
            return "Last[hidden]";
        }
    }

    private final KeycloakSession session;
    private final Optional<FirebaseScrypt> firebase;

    /** @param firebase the parameters of a Firebase project, for hashes that do not name their own */
    public PasswordHashes(KeycloakSession session, Optional<FirebaseScrypt> firebase) {
        this.session = session;
        this.firebase = firebase;
    }

    /** The hash; empty where it cannot be used, which is noted as a violation of {@code field}. */
    public Optional<PasswordHash> parse(String hash, Violations violations, String field) {
        if (hash.isEmpty()) {
            violations.add(field, ErrorCode.EMPTY);
        } else if (hash.length() > PasswordHash.MAX_LENGTH) {
            violations.add(field, ErrorCode.TOO_LONG, PasswordHash.MAX_LENGTH);
        } else {
            try {
                return Optional.of(read(hash));
            } catch (UnusableHashException unusable) {
                violations.add(field, unusable.code());
            }
        }
        return Optional.empty();
    }

    /** The hash that the session has read last is kept, since it is read to be checked, and again to be stored. */
    private PasswordHash read(String hash) {
        Last last = session.getAttribute(LAST, Last.class);
        if (last == null || !last.text().equals(hash)) {
            last = new Last(hash, new PasswordHash(verifiable(new HashText(firebase).read(hash))));
            session.setAttribute(LAST, last);
        }
        return last.read();
    }

    /**
     * The credential, if the server can verify it. In FIPS mode Keycloak has no Argon2, and this extension has no
     * bcrypt and no scrypt.
     */
    private PasswordCredentialModel verifiable(PasswordCredentialModel credential) {
        String algorithm = credential.getPasswordCredentialData().getAlgorithm();
        if (session.getProvider(PasswordHashProvider.class, algorithm) == null) {
            throw new UnusableHashException(ErrorCode.HASH_UNAVAILABLE);
        }
        return credential;
    }
}
