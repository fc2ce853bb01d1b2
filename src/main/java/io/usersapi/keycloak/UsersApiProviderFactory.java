package io.usersapi.keycloak;

import io.usersapi.keycloak.guard.GuardEvents;
import io.usersapi.keycloak.guard.RowListener;
import io.usersapi.keycloak.listing.index.SearchIndexes;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.start.RealmWatch;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.common.util.Environment;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Installs the API at {@code /realms/{realm}/api}. */
public final class UsersApiProviderFactory implements RealmResourceProviderFactory {

    /** The name of the extension's path below a realm, and of its provider. */
    public static final String ID = Settings.PROVIDER;

    /** The scope of the extension's settings: {@code --spi-realm-restapi-extension--api--NAME}. */
    static final String SPI = Settings.SPI;

    private Settings settings;

    /** The settings, for the module's other factories. */
    static Settings settings() {
        return Settings.from(Config.scope(SPI, ID));
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new UsersApiProvider(session, settings);
    }

    /**
     * Reads the settings.
     *
     * @throws RuntimeException where a setting is bad: the server does not start, and its log says why in one line
     */
    @Override
    public void init(Config.Scope config) {
        settings = Settings.from(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        RealmWatch watch = new RealmWatch(settings);
        GuardEvents guard = new GuardEvents(settings);
        factory.register(event -> {
            guard.on(event);
            if (event instanceof RealmModel.RealmPostCreateEvent created) {
                watch.onRealmCreated(created.getKeycloakSession(), created.getCreatedRealm());
            } else if (event instanceof PostMigrationEvent started) {
                RowListener.register(started.getFactory(), settings);
                // Keycloak's other commands, such as export, seldom have the settings of the start.
                if (!Environment.isNonServerMode()) {
                    watch.onStart(started.getFactory());
                    SearchIndexes.keep(started.getFactory(), settings);
                }
            }
        });
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return List.of();
    }

    @Override
    public void close() {}
}
