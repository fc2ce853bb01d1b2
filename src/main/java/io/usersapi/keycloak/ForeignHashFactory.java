package io.usersapi.keycloak;

import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.credential.hash.PasswordHashProviderFactory;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;

/**
 * A kind of password hash that the extension adds to Keycloak's. Its code uses classes of BouncyCastle that
 * BouncyCastle's FIPS library lacks. So Keycloak does not offer the kind in FIPS mode; Keycloak's own Argon2 is missing
 * there for the same reason.
 */
abstract class ForeignHashFactory implements PasswordHashProviderFactory, EnvironmentDependentProviderFactory {

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
