package io.usersapi.keycloak;

import io.usersapi.keycloak.hashes.FirebaseScryptHash;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;

/** Makes Keycloak verify the hashes that Firebase exports. */
public final class FirebaseScryptHashFactory extends ForeignHashFactory {

    @Override
    public String getId() {
        return FirebaseScryptHash.ID;
    }

    @Override
    public PasswordHashProvider create(KeycloakSession session) {
        return new FirebaseScryptHash(session);
    }
}
