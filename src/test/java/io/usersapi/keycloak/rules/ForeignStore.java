package io.usersapi.keycloak.rules;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.DefaultKeycloakSessionFactory;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.adapter.AbstractUserAdapterFederatedStorage;
import org.keycloak.storage.user.UserLookupProvider;

/**
 * Another extension's user store. It imports no users, and has Keycloak keep their roles, groups and enabled flag, as most
 * such stores do. Everybody is there whose username begins with {@code outside-}.
 */
final class ForeignStore implements UserStorageProvider, UserLookupProvider, CredentialInputValidator {

    static final String ID = "outside";
    static final String PASSWORD = "a password from outside";

    private static final String PREFIX = "outside-";

    private final KeycloakSession session;
    private final ComponentModel component;

    private ForeignStore(KeycloakSession session, ComponentModel component) {
        this.session = session;
        this.component = component;
    }

    /** Adds the store to a server that runs, or takes it out. Keycloak finds stores while it is built. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static void plug(KeycloakSessionFactory server, boolean in) {
        try {
            Field factories = DefaultKeycloakSessionFactory.class.getDeclaredField("factoriesMap");
            factories.setAccessible(true);
            Map<String, ProviderFactory> stores = ((Map<Class<? extends Provider>, Map<String, ProviderFactory>>)
                            factories.get(server))
                    .get(UserStorageProvider.class);
            if (in) {
                stores.put(ID, new Factory());
            } else {
                stores.remove(ID);
            }
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(changed);
        }
    }

    private static final class Factory implements UserStorageProviderFactory<ForeignStore> {

        @Override
        public ForeignStore create(KeycloakSession session, ComponentModel component) {
            return new ForeignStore(session, component);
        }

        @Override
        public String getId() {
            return ID;
        }
    }

    private static final class Outsider extends AbstractUserAdapterFederatedStorage {

        private final String username;

        Outsider(KeycloakSession session, RealmModel realm, ComponentModel component, String username) {
            super(session, realm, component);
            this.username = username;
        }

        @Override
        public String getUsername() {
            return username;
        }

        @Override
        public void setUsername(String other) {
            throw new UnsupportedOperationException();
        }

        private Map<String, List<String>> own() {
            return Map.of(
                    UserModel.EMAIL, List.of(username + "@example.org"),
                    UserModel.FIRST_NAME, List.of("Out"),
                    UserModel.LAST_NAME, List.of("Side"));
        }

        @Override
        public Map<String, List<String>> getAttributes() {
            Map<String, List<String>> all = super.getAttributes();
            all.putAll(own());
            return all;
        }

        @Override
        public String getFirstAttribute(String name) {
            return own().containsKey(name) ? own().get(name).get(0) : super.getFirstAttribute(name);
        }
    }

    private UserModel user(RealmModel realm, String username) {
        return username != null && username.startsWith(PREFIX)
                ? new Outsider(session, realm, component, username)
                : null;
    }

    @Override
    public UserModel getUserById(RealmModel realm, String id) {
        return user(realm, StorageId.externalId(id));
    }

    @Override
    public UserModel getUserByUsername(RealmModel realm, String username) {
        return user(realm, username);
    }

    @Override
    public UserModel getUserByEmail(RealmModel realm, String email) {
        return null;
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return PasswordCredentialModel.TYPE.equals(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        return supportsCredentialType(type);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return PASSWORD.equals(input.getChallengeResponse());
    }

    @Override
    public void close() {}
}
