package io.usersapi.keycloak.module;

import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.user.ImportSynchronization;

/** The user stores (user federation) of a realm. */
public final class UserStores {

    private UserStores() {}

    /** Whether the realm has user stores, whether or not they are on, and whatever component they stand under. */
    public static boolean areIn(RealmModel realm) {
        return realm.getComponentsStream()
                .anyMatch(component -> UserStorageProvider.class.getName().equals(component.getProviderType()));
    }

    /**
     * The stores of the session's realm that are on and whose users are not all in Keycloak's tables: stores that
     * cannot import, or are set not to.
     */
    public static Stream<ComponentModel> withoutImport(KeycloakSession session) {
        return session.getContext()
                .getRealm()
                .getStorageProviders(UserStorageProvider.class)
                .filter(component -> {
                    UserStorageProviderModel store = new UserStorageProviderModel(component);
                    return store.isEnabled() && !imports(session, component);
                });
    }

    /**
     * Whether the id names a user as a store knows the user, {@code f:STORE:ID}, though the store imports its users, who have ids
     * of Keycloak's. Keycloak would find the user all the same, and import it once more: it would be enabled
     * (LDAPStorageProvider.importUserFromLDAP).
     */
    public static boolean namesAnImportedUser(KeycloakSession session, String id) {
        ComponentModel store = StorageId.isLocalStorage(id)
                ? null
                : session.getContext().getRealm().getComponent(StorageId.providerId(id));
        return store != null && imports(session, store);
    }

    private static boolean imports(KeycloakSession session, ComponentModel component) {
        return new UserStorageProviderModel(component).isImportEnabled() && canImport(session, component);
    }

    /** Whether Keycloak itself, or a user store that is on, says whether the user may sign in. */
    public static boolean letIn(RealmModel realm, UserModel user) {
        return !user.isFederated()
                || realm.getStorageProviders(UserStorageProvider.class)
                        .filter(store -> store.getId().equals(user.getFederationLink()))
                        .anyMatch(store -> new UserStorageProviderModel(store).isEnabled());
    }

    private static boolean canImport(KeycloakSession session, ComponentModel component) {
        return session.getKeycloakSessionFactory()
                        .getProviderFactory(UserStorageProvider.class, component.getProviderId())
                instanceof ImportSynchronization;
    }
}
