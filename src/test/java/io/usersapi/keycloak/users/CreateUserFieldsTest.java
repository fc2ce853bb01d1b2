package io.usersapi.keycloak.users;

import io.usersapi.keycloak.support.ApiServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

@KeycloakIntegrationTest(config = ApiServer.class)
class CreateUserFieldsTest extends UserFieldsTest {

    @Override
    protected String method() {
        return "POST";
    }

    @Override
    protected String path() {
        return "/users";
    }

    @Override
    protected Map<String, Object> valid() {
        return newUser();
    }

    @Test
    void requiresAnEmailAndAPassword() {
        send(Map.of()).expectInvalid("email", "required").expectInvalid("password", "required");
        send(Map.of("email", newEmail())).expectInvalid("password", "required").expectInvalid("email");
        send(Map.of("password", PASSWORD)).expectInvalid("email", "required").expectInvalid("password");
    }
}
