package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.LoggingServer;
import io.usersapi.keycloak.support.Oidc;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** The setting {@code require-audience}: a token must be meant for this API. */
@KeycloakIntegrationTest(config = LoggingServer.class)
class RequireAudienceTest extends ApiTest {

    private KeycloakSetup keycloak;
    private Oidc oidc;
    private Answer user;
    private Answer manager;

    @Override
    @BeforeEach
    protected void signIn() {
        keycloak = new KeycloakSetup(realm.admin());
        oidc = new Oidc(realm.getBaseUrl());
        anonymous = Api.at(realm.getBaseUrl() + "/api");
        admin = anonymous.bearer(oidc.password("users-api", ApiServer.ADMIN_EMAIL, ApiServer.ADMIN_PASSWORD));
        user = created();
        manager = created(newUser("type", "admin"));
    }

    @Test
    void aTokenOfTheModulesClientPasses() {
        me(oidc.password("users-api", user.text("email"), PASSWORD)).expect(200);
    }

    @Test
    void aTokenOfThePagesClientPasses() {
        edit("users-admin", client -> client.setDirectAccessGrantsEnabled(true));
        me(oidc.password("users-admin", user.text("email"), PASSWORD)).expect(200);
    }

    @Test
    void aTokenOfAnotherClientOfThatNameDoesNot() {
        edit("users-admin", client -> client.setClientId("away"));
        client("users-admin", Map.of());
        try {
            me(oidc.password("users-admin", user.text("email"), PASSWORD)).expectProblem(401, "invalid_token");
        } finally {
            edit("users-admin", client -> client.setClientId("namesake"));
            edit("away", client -> client.setClientId("users-admin"));
        }
    }

    @Test
    void aTokenOfAClientThatHasTakenTheNameOfTheModulesDoesNot() {
        edit("users-api", client -> client.setClientId("away"));
        client("users-api", Map.of());
        try {
            me(oidc.password("users-api", user.text("email"), PASSWORD)).expectProblem(401, "invalid_token");
            client("shop", Map.of());
            addAudience("shop", "users-api");
            me(oidc.password("shop", user.text("email"), PASSWORD)).expectProblem(401, "invalid_token");
        } finally {
            edit("users-api", client -> client.setClientId("namesake"));
            edit("away", client -> client.setClientId("users-api"));
        }
    }

    @Test
    void aTokenOfAnotherClientPassesWhereItNamesTheModulesClient() {
        client("shop", Map.of());
        String foreign = oidc.password("shop", user.text("email"), PASSWORD);
        Answer refused = me(foreign).expectProblem(401, "invalid_token");
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"The bearer token is not meant for this API: its audience"
                        + " lacks users-api.\"",
                refused.header("WWW-Authenticate"));
        anonymous.bearer(foreign).get("/roles").expectProblem(401, "invalid_token");

        addAudience("shop", "users-api");
        me(oidc.password("shop", user.text("email"), PASSWORD)).expect(200);
    }

    @Test
    void anotherAudienceIsNotEnough() {
        client("shop", Map.of());
        addAudience("shop", "account");
        me(oidc.password("shop", user.text("email"), PASSWORD)).expectProblem(401, "invalid_token");
    }

    @Test
    void keycloaksOwnResolverNamesTheModulesClientForItsManagers() {
        client("shop", Map.of());
        String token = oidc.password("shop", manager.text("email"), PASSWORD);
        assertTrue(Claims.of(token).path("aud").toString().contains("users-api"));
        anonymous.bearer(token).get("/users").expect(200);
    }

    @Test
    void aClientThatHasNotTheRoleInItsScopeIsRefusedForItsAudience() {
        client("narrow", Map.of(), false);
        String token = oidc.password("narrow", manager.text("email"), PASSWORD);
        me(token).expectProblem(401, "invalid_token");
    }

    @Test
    void aLightweightTokenPassesByItsClientAlone() {
        client("light", Map.of("client.use.lightweight.access.token.enabled", "true"));
        String token = oidc.password("light", user.text("email"), PASSWORD);
        assertTrue(Claims.of(token).path("realm_access").isMissingNode());
        me(token).expectProblem(401, "invalid_token");
        addAudience("light", "users-api");
        me(oidc.password("light", user.text("email"), PASSWORD)).expect(200);
    }

    @Test
    void aServiceAccountPassesWhereItsTokenNamesTheModulesClient() {
        keycloak.newServiceAccount("idle");
        realm.cleanup().add(cleaned -> remove("idle"));
        me(oidc.serviceAccount("idle", KeycloakSetup.SECRET)).expectProblem(401, "invalid_token");
        keycloak.newServiceAccount("worker", keycloak.role("users-api", "manage-users"));
        realm.cleanup().add(cleaned -> remove("worker"));
        anonymous
                .bearer(oidc.serviceAccount("worker", KeycloakSetup.SECRET))
                .get("/users")
                .expect(200);
    }

    @Test
    void anExchangedTokenPassesWhereItNamesTheModulesClient() {
        client("shop", Map.of());
        addAudience("shop", "exchanger");
        addClient(ClientBuilder.create()
                .clientId("exchanger")
                .secret(KeycloakSetup.SECRET)
                .publicClient(false)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(true)
                .attribute("standard.token.exchange.enabled", "true"));
        String subject = oidc.password("shop", user.text("email"), PASSWORD);
        me(exchanged(subject)).expectProblem(401, "invalid_token");
        addAudience("exchanger", "users-api");
        me(exchanged(subject)).expect(200);
    }

    private String exchanged(String subject) {
        return oidc.token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id", "exchanger",
                        "client_secret", KeycloakSetup.SECRET,
                        "subject_token", subject,
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"))
                .expect(200)
                .text("access_token");
    }

    private Answer me(String token) {
        return anonymous.bearer(token).get("/users/me");
    }

    private void client(String id, Map<String, String> attributes) {
        client(id, attributes, true);
    }

    private void client(String id, Map<String, String> attributes, boolean fullScope) {
        ClientBuilder client = ClientBuilder.create()
                .clientId(id)
                .publicClient(true)
                .directAccessGrantsEnabled(true)
                .fullScopeEnabled(fullScope);
        attributes.forEach(client::attribute);
        addClient(client);
    }

    private void edit(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation client = keycloak.client(clientId).toRepresentation();
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);
    }

    private void addAudience(String clientId, String audience) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("audience " + audience);
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        Map<String, String> config = new HashMap<>();
        config.put("included.client.audience", audience);
        config.put("access.token.claim", "true");
        config.put("lightweight.claim", "true");
        mapper.setConfig(config);
        keycloak.client(clientId).getProtocolMappers().createMapper(mapper).close();
    }

    private void remove(String clientId) {
        ClientRepresentation client = keycloak.client(clientId).toRepresentation();
        realm.admin().clients().get(client.getId()).remove();
    }
}
