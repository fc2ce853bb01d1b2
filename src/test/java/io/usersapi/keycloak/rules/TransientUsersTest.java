package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.common.Profile;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;

/** People of an identity provider whose users Keycloak does not store: they live in their session alone. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = TransientUsersTest.TransientServer.class)
class TransientUsersTest extends PartnerTest {

    static class TransientServer extends ApiServer {
        @Override
        public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder config) {
            return super.configure(config).features(Profile.Feature.TRANSIENT_USERS);
        }
    }

    private IdentityProviderResource provider;

    @BeforeEach
    void storeNobody() {
        provider = realm.admin().identityProviders().get(Partner.ALIAS);
        IdentityProviderRepresentation changed = provider.toRepresentation();
        changed.getConfig().put("doNotStoreUsers", "true");
        provider.update(changed);
    }

    private Api signedIn(String email) {
        partner.person(email);
        try (Browser browser = new Browser()) {
            Answer tokens = shop.redeem(Partner.signIn(browser, shop, email)).expect(200);
            return anonymous.bearer(tokens.text("access_token"));
        }
    }

    @Test
    void theySeeThemselvesAndAreNobodyToOthers() {
        String email = newEmail();
        Api self = signedIn(email);
        Answer me = self.get("/users/me").expect(200);
        assertEquals(email, me.text("email"));
        self.get("/users").expectProblem(403, "forbidden");
        assertTrue(me.id().startsWith("lightweight-"));
        admin.get("/users/" + me.id()).expectProblem(404, "user_not_found");
        admin.delete("/users/" + me.id()).expectProblem(404, "user_not_found");
        admin.get("/users/" + email).expectProblem(404, "user_not_found");
    }

    @Test
    void theyManageUsersWhereTheProviderGivesThemThePermission() {
        IdentityProviderMapperRepresentation mapper = new IdentityProviderMapperRepresentation();
        mapper.setName("manage-users");
        mapper.setIdentityProviderAlias(Partner.ALIAS);
        mapper.setIdentityProviderMapper("oidc-hardcoded-role-idp-mapper");
        mapper.setConfig(Map.of("role", "users-api.manage-users", "syncMode", "INHERIT"));
        provider.addMapper(mapper).close();
        Api manager = signedIn(newEmail());

        Answer user = manager.post("/users", newUser()).expect(201);
        manager.patch("/users/" + user.id(), Map.of("name", "Ada Lovelace")).expect(200);
        manager.get("/users?email=" + user.text("email")).expect(200);
        manager.get("/users/export?email=" + user.text("email")).expect(200);
        manager.post("/users/bulk", Map.of("users", List.of(user.id()), "change", Map.of("status", "inactive")))
                .expect(200);
        manager.delete("/users/" + user.id()).expect(200);
    }
}
