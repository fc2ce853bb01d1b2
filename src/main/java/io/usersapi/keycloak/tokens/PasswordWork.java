package io.usersapi.keycloak.tokens;

import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Makes a refusal cost the hash that a wrong password costs. Keycloak sees to it for unknown users
 * (AuthenticatorUtils.dummyHash), not for users that have no password, whose quick refusal would tell that they exist.
 */
final class PasswordWork {

    private static final String ANY = "any password of some length";

    private final KeycloakSession session;

    PasswordWork(KeycloakSession session) {
        this.session = session;
    }

    void unlessDone(UserModel refused) {
        if (refused.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE)) {
            return;
        }
        PasswordPolicy policy = session.getContext().getRealm().getPasswordPolicy();
        PasswordHashProvider hash = policy.getHashAlgorithm() == null
                ? session.getProvider(PasswordHashProvider.class)
                : session.getProvider(PasswordHashProvider.class, policy.getHashAlgorithm());
        hash.encodedCredential(ANY, policy.getHashIterations());
    }
}
