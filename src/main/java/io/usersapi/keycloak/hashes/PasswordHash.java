package io.usersapi.keycloak.hashes;

import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The hash of a password, made by another system, as a credential that Keycloak verifies. Its text form hides the hash,
 * so that it cannot slip into a log line.
 */
public final class PasswordHash {

    /** The longest hash in characters, Keycloak's own credential in JSON being the longest kind. */
    public static final int MAX_LENGTH = 4096;

    private final PasswordCredentialModel credential;

    PasswordHash(PasswordCredentialModel credential) {
        this.credential = credential;
    }

    /**
     * The credential, of the type {@code password}, with {@code credentialData} and {@code secretData}. It has neither an
     * id nor a date: whoever stores it gives it both.
     */
    public PasswordCredentialModel credential() {
        return PasswordCredentialModel.createFromCredentialModel(credential);
    }

    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
