package io.usersapi.keycloak;

import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.credential.hash.PasswordHashProviderFactory;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;

/**
 * A kind of hash that the extension adds to Keycloak's. It is made of BouncyCastle's classes, which BouncyCastle's FIPS
 * library does not have: in FIPS mode it is not there, as Keycloak's own Argon2 is not.
 */
abstract class ForeignHashFactory implements PasswordHashProviderFactory, EnvironmentDependentProviderFactory {

    @Override
    public boolean isSupported(Config.Scope config) {
        return !Profile.isFeatureEnabled(Profile.Feature.FIPS);
    }

    @Override
    public void init(Config.Scope config) {
        // It has no settings.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // It needs nothing of the others.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
