package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import jakarta.ws.rs.NotFoundException;
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

    private Answer make(String username, String email) {
        return scim.exchange(
                "POST",
                "/Users",
                Api.json(Map.of(
                        "schemas",
                        List.of(USER),
                        "userName",
                        username,
                        "active",
                        true,
                        "emails",
                        List.of(Map.of("value", email)))));
    }

    private Answer deleted() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        return user;
    }

    @Test
    void whomItMakesIsActive() {
        String email = newEmail();
        Answer made = make(email, email).expect(201);
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

    /** A patch asks no rule of the user profile (AbstractScimResourceTypeProvider.patch): the guard refuses at the commit. */
    @ParameterizedTest
    @CsvSource({"active, true", "userName, lazarus"})
    void itGivesATombstoneNothing(String path, String value) {
        Answer user = deleted();
        String dead = setup.state(user.id());
        patch(user, path, value.equals("true") ? true : value).expect(409);
        assertEquals(dead, setup.state(user.id()));
    }

    @Test
    void whomItMakesWithTheAddressOfATombstoneIsAnother() {
        Answer user = deleted();
        String dead = setup.state(user.id());
        Answer heir = make(user.text("email"), user.text("email")).expect(201);
        assertNotEquals(user.id(), heir.id());
        assertEquals("active", admin.get("/users/" + heir.id()).expect(200).text("status"));
        assertEquals(dead, setup.state(user.id()));
    }

    /**
     * The database refuses a second row with the username (JpaUserProvider.addUser), before the guard is asked. SCIM makes
     * 409 of that (ModelDuplicateException in org.keycloak.scim.services.Error).
     */
    @Test
    void whomItMakesDoesNotGetTheUsernameOfATombstone() {
        Answer user = deleted();
        String dead = setup.state(user.id());
        String name = inKeycloak(user).toRepresentation().getUsername();
        String email = newEmail();
        make(name, email).expect(409);
        assertEquals(List.of(), realm.admin().users().searchByEmail(email, true));
        assertEquals(1, realm.admin().users().searchByUsername(name, true).size());
        assertEquals(dead, setup.state(user.id()));
    }

    /** To delete it for good stays possible. */
    @Test
    void aTombstoneThatItDeletesIsGoneForGood() {
        Answer user = deleted();
        scim.exchange("DELETE", "/Users/" + user.id(), null).expect(204);
        assertThrows(NotFoundException.class, () -> inKeycloak(user).toRepresentation());
    }

    @Test
    void whomItGivesAnotherNameStaysActiveAndSignedIn() {
        Answer user = created(newUser("name", "Ada Byron"));
        Api itself = signedIn(user);
        Answer patched = patch(user, "name.familyName", "Lovelace");
        assertTrue(patched.status() < 300, patched::text);
        Answer now = itself.get("/users/me").expect(200);
        assertEquals("Ada Lovelace", now.text("name"));
        assertEquals("active", now.text("status"));
        assertEquals("true", inKeycloak(user).toRepresentation().firstAttribute("active"));
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
