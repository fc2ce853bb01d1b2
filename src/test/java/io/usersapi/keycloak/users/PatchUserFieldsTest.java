package io.usersapi.keycloak.users;

import io.usersapi.keycloak.support.ApiServer;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class PatchUserFieldsTest extends UpdateUserFieldsTest {

    @Override
    protected String method() {
        return "PATCH";
    }
}
