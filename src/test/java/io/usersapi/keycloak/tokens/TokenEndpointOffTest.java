package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** The setting {@code token-endpoint=false}: neither this API nor its client takes a password for a token. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = TokenEndpointOffTest.Bare.class)
public class TokenEndpointOffTest extends ApiTest {

    private static final String OTHER = "an-application";

    /** The shared server's settings, without {@code /auth} and without the page. */
    public static class Bare extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            return setting(setting(super.configure(config), "token-endpoint", "false"), "page", "false");
        }
    }

    /** With a client that the realm's administrator lets take passwords. */
    @Override
    @BeforeEach
    protected void signIn() {
        addClient(ClientBuilder.create(OTHER)
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(true));
        anonymous = Api.at(realm.getBaseUrl() + "/api");
        admin = anonymous.bearer(
                new Oidc(realm.getBaseUrl()).password(OTHER, ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/token", "/auth/logout", "/auth", "/auth/anything"})
    void nothingIsAtAuth(String path) {
        Map<String, String> rightPassword =
                Map.of("email", ApiServer.ADMIN_EMAIL, "password", ApiServer.ADMIN_PASSWORD);
        for (Api caller : List.of(anonymous, admin)) {
            caller.exchange("POST", path, Api.json(rightPassword)).expectProblem(404, "not_found");
        }
    }

    @Test
    void theClientOfTheModuleTakesNoPasswordsAtKeycloaksEndpoint() {
        assertEquals(
                "unauthorized_client",
                new Oidc(realm.getBaseUrl())
                        .token(Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "users-api",
                                "username",
                                ApiServer.ADMIN_EMAIL,
                                "password",
                                ApiServer.ADMIN_PASSWORD))
                        .text("error"));
    }

    @Test
    void tokensOfOtherClientsAreGoodForTheRest() {
        admin.get("/users/me").expect(200);
        created();
    }
}
