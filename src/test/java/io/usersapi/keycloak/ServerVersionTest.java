package io.usersapi.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.ApiServer;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Says which server the suite speaks to: the one of {@code -Dkeycloak.server.version}, whatever the code is built for. */
@KeycloakIntegrationTest(config = ApiServer.class)
class ServerVersionTest {

    @InjectAdminClient
    private Keycloak keycloak;

    @Test
    void theServerUnderTestHasTheVersionThatTheBuildNames() {
        assertEquals(
                System.getProperty("keycloak.server.version"),
                keycloak.serverInfo().getInfo().getSystemInfo().getVersion());
    }
}
