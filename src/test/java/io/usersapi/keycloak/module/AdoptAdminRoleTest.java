package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The setting {@code adopt-admin-role}: the operator says that the holders of the role may manage users. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = AdoptAdminRoleTest.Adopting.class)
class AdoptAdminRoleTest extends OwnRealmTest {

    static final String ROLE = "boss";
    static final String CLIENT = "people";

    /** The shared server's settings, with names and a tombstone of the operator's choice. */
    static class Adopting extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            setting(config, "adopt-admin-role", "true");
            setting(config, "admin-role", ROLE);
            setting(config, "client-id", CLIENT);
            setting(config, "deleted-email", "drop");
            return super.configure(config);
        }
    }

    @Test
    void letsTheHoldersManageUsers() {
        create(realm -> on(realm.realmRoles(ROLE).users(user("ada").realmRoles(ROLE))));
        assertEquals("admin", signedIn("ada").get("/users/me").expect(200).text("type"));
        signedIn("ada").get("/users").expect(200);
    }
}
