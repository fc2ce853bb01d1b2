package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ServerProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentExportRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.RealmBuilder;

/** A directory that new users are registered with is away while the module prepares a realm and its default admin. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PreparationFailsTest extends OwnRealmTest {

    @Test
    void theRealmIsMadeAndTheModuleStaysOffThereUntilItCanBePrepared() {
        long before = logged("The module stays off", "could not be prepared");
        create(withDirectory(NAMED));
        assertEquals(404, openApi());
        assertEquals(before + 1, logged("The module stays off", "could not be prepared"));

        own.components()
                .query(own.toRepresentation().getId(), UserStorageProvider.class.getName())
                .forEach(store -> own.components().component(store.getId()).remove());
        update(realm -> realm.setDisplayName("saved"));
        assertEquals(200, openApi());
        api().signIn(ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD);
    }

    private int openApi() {
        return api().exchange("GET", "/openapi.json", null).status();
    }

    /** A realm whose directory nobody answers for. */
    static RealmRepresentation withDirectory(String name) {
        RealmRepresentation realm =
                RealmBuilder.create().name(name).enabled(true).build();
        ComponentRepresentation directory = directory();
        ComponentExportRepresentation store = new ComponentExportRepresentation();
        store.setName(directory.getName());
        store.setProviderId(directory.getProviderId());
        store.setConfig(directory.getConfig());
        realm.setComponents(new MultivaluedHashMap<>());
        realm.getComponents().add(directory.getProviderType(), store);
        return realm;
    }

    /** A directory that nobody answers for, and that new users are registered with. */
    static ComponentRepresentation directory() {
        ComponentRepresentation store = new ComponentRepresentation();
        store.setName("directory");
        store.setProviderId("ldap");
        store.setProviderType(UserStorageProvider.class.getName());
        MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
        Map.of(
                        "vendor", "other",
                        "editMode", "WRITABLE",
                        "syncRegistrations", "true",
                        "connectionUrl", "ldap://127.0.0.1:" + ServerProcess.freePort(),
                        "authType", "none",
                        "usersDn", "ou=people,dc=example,dc=org")
                .forEach(config::putSingle);
        Map.of(
                        "usernameLDAPAttribute", "uid",
                        "rdnLDAPAttribute", "uid",
                        "uuidLDAPAttribute", "entryUUID",
                        "userObjectClasses", "inetOrgPerson",
                        "connectionTimeout", "1000")
                .forEach(config::putSingle);
        store.setConfig(config);
        return store;
    }
}
