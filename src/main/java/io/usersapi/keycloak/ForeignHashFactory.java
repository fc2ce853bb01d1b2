package io.usersapi.keycloak;

import io.usersapi.keycloak.hashes.Bcrypt;
import io.usersapi.keycloak.hashes.FirebaseScryptHash;
import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.credential.hash.PasswordHashProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;

/**
 * A kind of password hash that the extension adds to Keycloak's. Its code uses classes of BouncyCastle that
 * BouncyCastle's FIPS library lacks. So Keycloak does not offer the kind in FIPS mode; Keycloak's own Argon2 is missing
 * there for the same reason.
 */
public abstract class ForeignHashFactory implements PasswordHashProviderFactory, EnvironmentDependentProviderFactory {

    /** Makes Keycloak verify the bcrypt hashes of other systems. */
    public static final class OfBcrypt extends ForeignHashFactory {

        @Override
        public String getId() {
            return Bcrypt.ID;
        }

        @Override
        public PasswordHashProvider create(KeycloakSession session) {
            return new Bcrypt(session);
        }
    }

    /** Makes Keycloak verify the hashes that Firebase exports. */
    public static final class OfFirebaseScrypt extends ForeignHashFactory {

        @Override
        public String getId() {
            return FirebaseScryptHash.ID;
        }

        @Override
        public PasswordHashProvider create(KeycloakSession session) {
            return new FirebaseScryptHash(session);
        }
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return !Profile.isFeatureEnabled(Profile.Feature.FIPS);
    }

    @Override
    public void init(Config.Scope config) {
        // The kind has no settings.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // The kind uses no other factory.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
