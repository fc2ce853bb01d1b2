package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

/** The rules hold for users whom Keycloak's SCIM, a preview feature, makes, changes and deletes. */
@KeycloakIntegrationTest(config = FeatureServer.class)
public class ScimUsersTest extends ApiTest {

    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private Api scim;
    private KeycloakSetup setup;

    @TestSetup
    public void setUp() {
        RealmRepresentation with = realm.admin().toRepresentation();
        with.setScimApiEnabled(true);
        realm.admin().update(with);
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.newServiceAccount("scim", keycloak.role("realm-management", "realm-admin"));
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("audience");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-audience-mapper");
        mapper.setConfig(
                Map.of("included.custom.audience", realm.getBaseUrl() + "/scim/v2", "access.token.claim", "true"));
        keycloak.client("scim").getProtocolMappers().createMapper(mapper).close();
    }

    @BeforeEach
    void openScim() {
        setup = new KeycloakSetup(realm.admin());
        scim = Api.at(realm.getBaseUrl() + "/scim/v2")
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount("scim", KeycloakSetup.SECRET))
                .with("Content-Type", "application/scim+json");
    }

    private Answer patch(Answer user, String path, Object value) {
        return scim.exchange(
                "PATCH",
                "/Users/" + user.id(),
                Api.json(Map.of(
                        "schemas",
                        List.of(PATCH),
                        "Operations",
                        List.of(Map.of("op", "replace", "path", path, "value", value)))));
    }

    @Test
    void whomItMakesIsActive() {
        String email = newEmail();
        Answer made = scim.exchange(
                        "POST",
                        "/Users",
                        Api.json(Map.of(
                                "schemas",
                                List.of(USER),
                                "userName",
                                email,
                                "active",
                                true,
                                "emails",
                                List.of(Map.of("value", email)))))
                .expect(201);
        assertEquals("active", admin.get("/users/" + made.id()).expect(200).text("status"));
        assertEquals("true", inKeycloak(made).toRepresentation().firstAttribute("active"));
    }

    @Test
    void whomItDeactivatesIsInactiveAndSignedOut() {
        Answer user = created();
        Api itself = signedIn(user);
        assertTrue(patch(user, "active", false).status() < 300);

        assertEquals("inactive", admin.get("/users/" + user.id()).expect(200).text("status"));
        assertEquals("false", inKeycloak(user).toRepresentation().firstAttribute("active"));
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }

    @Test
    void itCannotDeactivateTheLastAdmin() {
        Answer last = admin.get("/users/me").expect(200);
        String before = setup.state(last.id());
        Answer refused = patch(last, "active", false);
        assertTrue(refused.status() >= 400 && refused.status() < 500, refused::text);
        assertEquals("active", admin.get("/users/" + last.id()).expect(200).text("status"));
        assertEquals(before, setup.state(last.id()));
    }

    @ParameterizedTest
    @CsvSource({"active, true", "userName, lazarus"})
    void itGivesATombstoneNothing(String path, String value) {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        String dead = setup.state(user.id());
        patch(user, path, value.equals("true") ? true : value);
        assertEquals(dead, setup.state(user.id()));
    }

    @Test
    void whomItDeletesIsGone() {
        Answer user = created();
        Api itself = signedIn(user);
        scim.exchange("DELETE", "/Users/" + user.id(), null).expect(204);
        admin.get("/users/" + user.id()).expectProblem(404, "user_not_found");
        itself.get("/users/me").expectProblem(401, "invalid_token");
    }
}
