package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.tokens.TokenEndpointOffTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** With the setting {@code page=false} there is no page, and nothing is made for it. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = TokenEndpointOffTest.Bare.class)
class PageOffTest extends ApiTest {

    /** There is no token to be had at this server. */
    @Override
    @BeforeEach
    protected void signIn() {}

    @ParameterizedTest
    @ValueSource(strings = {"/realms/acme/users-admin/", "/realms/acme/users-admin", "/users-admin/"})
    void nothingIsAtItsAddress(String path) {
        Api.at(urls.getBase()).exchange("GET", path, null).expect(404);
    }

    @Test
    void theRealmGetsNoClientForIt() {
        assertEquals(List.of(), realm.admin().clients().findByClientId("users-admin"));
    }
}
