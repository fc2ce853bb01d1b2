package io.usersapi.keycloak.account.batch;

import java.util.EnumMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.DeclarativeUserProfileProvider;
import org.keycloak.userprofile.DeclarativeUserProfileProviderFactory;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileMetadata;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Keycloak's user profile for many users of one transaction. Keycloak copies the profile's configuration and metadata for
 * each user, lest somebody change them; nobody does so for a new user, and here they are copied once.
 */
final class KnowingProfiles extends DeclarativeUserProfileProvider {

    private final Map<UserProfileContext, UserProfileMetadata> metadata = new EnumMap<>(UserProfileContext.class);
    private UPConfig configuration;

    private KnowingProfiles(KeycloakSession session, DeclarativeUserProfileProviderFactory factory) {
        super(session, factory);
    }

    /** The user profile of the session, that of another extension where there is one. */
    static UserProfileProvider of(KeycloakSession session) {
        ProviderFactory<UserProfileProvider> factory =
                session.getKeycloakSessionFactory().getProviderFactory(UserProfileProvider.class);
        return factory.getClass() == DeclarativeUserProfileProviderFactory.class
                ? new KnowingProfiles(session, (DeclarativeUserProfileProviderFactory) (ProviderFactory<?>) factory)
                : factory.create(session);
    }

    /** The profile of a user who exists: the user's store may change the metadata, which are copied for this user alone. */
    @Override
    public UserProfile create(UserProfileContext context, Map<String, ?> attributes, UserModel user) {
        metadata.clear();
        try {
            return super.create(context, attributes, user);
        } finally {
            metadata.clear();
        }
    }

    @Override
    public UserProfile create(UserProfileContext context, UserModel user) {
        return create(context, user.getAttributes(), user);
    }

    @Override
    public UPConfig getConfiguration() {
        if (configuration == null) {
            configuration = super.getConfiguration();
        }
        return configuration;
    }

    @Override
    protected UserProfileMetadata configureUserProfile(UserProfileMetadata plain, KeycloakSession session) {
        UserProfileMetadata known = metadata.get(plain.getContext());
        if (known == null) {
            known = super.configureUserProfile(plain, session);
            metadata.put(plain.getContext(), known);
        }
        return known;
    }
}
