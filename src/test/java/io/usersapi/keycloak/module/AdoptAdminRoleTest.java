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

    static class Adopting extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            return setting(super.configure(config), "adopt-admin-role", "true");
        }
    }

    @Test
    void letsTheHoldersManageUsers() {
        create(realm -> on(realm.realmRoles("admin").users(user("ada").realmRoles("admin"))));
        assertEquals("admin", signedIn("ada").get("/users/me").expect(200).text("type"));
        signedIn("ada").get("/users").expect(200);
    }
}
