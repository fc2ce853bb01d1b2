package io.usersapi.keycloak.hashes;

import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The hash of a password that another system has made, as a credential that Keycloak verifies. {@link #toString()}
 * hides the hash, so that none gets into a log line by mistake.
 */
public final class PasswordHash {

    /** The longest hash in characters. The longest kind is Keycloak's own credential in JSON. */
    public static final int MAX_LENGTH = 4096;

    private final PasswordCredentialModel credential;

    PasswordHash(PasswordCredentialModel credential) {
        this.credential = credential;
    }

    /**
     * The credential, of the type {@code password}, with {@code credentialData} and {@code secretData}. It has no id
     * and no date; its id and its date are set when it is stored.
     */
    public PasswordCredentialModel credential() {
        return PasswordCredentialModel.createFromCredentialModel(credential);
    }

    /** The same, to be read only. */
    public PasswordCredentialModel read() {
        return credential;
    }

    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
