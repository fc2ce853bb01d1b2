package io.usersapi.keycloak;

import io.usersapi.keycloak.hashes.Bcrypt;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;

/** Makes Keycloak verify the bcrypt hashes of other systems. */
public final class BcryptHashFactory extends ForeignHashFactory {

    @Override
    public String getId() {
        return Bcrypt.ID;
    }

    @Override
    public PasswordHashProvider create(KeycloakSession session) {
        return new Bcrypt(session);
    }
}
