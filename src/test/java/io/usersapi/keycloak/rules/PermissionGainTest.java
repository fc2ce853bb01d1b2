package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import io.usersapi.keycloak.support.Oidc;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ClientBuilder;

/** The module's permission is as hard to give as Keycloak's own: by no way of the Admin API without holding it. */
@KeycloakIntegrationTest(config = ApiServer.class)
public class PermissionGainTest extends ApiTest {

    private KeycloakSetup keycloak;

    @TestSetup
    public void setUp() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        setup.newServiceAccount(
                "builder",
                setup.role("realm-management", "manage-clients"),
                setup.role("realm-management", "manage-realm"),
                setup.role("realm-management", "view-users"));
        setup.newServiceAccount(
                "keeper",
                setup.role("realm-management", "manage-clients"),
                setup.role("realm-management", "manage-realm"),
                setup.role("realm-management", "manage-users"));
        setup.newRole("harmless");
        setup.newRole("carrier", setup.role("users-api", "manage-users"));
    }

    @BeforeEach
    void prepare() {
        keycloak = new KeycloakSetup(realm.admin());
    }

    private Api as(String client) {
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(new Oidc(realm.getBaseUrl()).serviceAccount(client, KeycloakSetup.SECRET));
    }

    private Answer putInto(Api caller, RoleRepresentation role, RoleRepresentation part) {
        return caller.exchange("POST", "/roles-by-id/" + role.getId() + "/composites", Api.json(List.of(part)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"manage-users", "admin", "carrier"})
    void nobodyPutsItIntoARoleThatEverybodyHolds(String part) {
        RoleRepresentation given = part.equals("manage-users") ? keycloak.role("users-api", part) : keycloak.role(part);
        for (RoleRepresentation everybodys : List.of(
                keycloak.role("account", "view-profile"),
                keycloak.role("default-roles-acme"),
                keycloak.role("harmless"))) {
            putInto(as("builder"), everybodys, given).expect(403);
        }
        Answer user = created();
        signedIn(user).get("/users").expectProblem(403, "forbidden");
    }

    /** MariaDB finds the role all the same; other databases have none of this id. */
    @Test
    void anIdInCapitalsIsNoWayRound() {
        RoleRepresentation given = keycloak.role("users-api", "manage-users");
        given.setId(given.getId().toUpperCase(Locale.ROOT));
        RoleRepresentation everybodys = keycloak.role("harmless");
        int status = putInto(as("builder"), everybodys, given).status();
        assertTrue(Set.of(403, 404).contains(status), () -> "status " + status);
        assertTrue(realm.admin().rolesById().getRoleComposites(everybodys.getId()).stream()
                .noneMatch(role -> role.getName().equals("manage-users")));
    }

    /** Java's own client asks for HTML where a program asks for nothing. */
    @Test
    void aProgramThatAsksForAPageIsRefusedInJson() {
        Answer refused = putInto(
                        as("builder").with("Accept", "text/html, image/gif, */*; q=.2"),
                        keycloak.role("harmless"),
                        keycloak.role("users-api", "manage-users"))
                .expect(403);
        assertTrue(refused.header("Content-Type").startsWith("application/json"), refused.header("Content-Type"));
        assertFalse(refused.text("errorMessage").isEmpty());
    }

    /** A path of Keycloak's that ends with a percent sign when it is decoded. */
    @Test
    void aRoleWhoseNameEndsWithAPercentSignMayContainAnother() {
        keycloak.newRole("half 50%");
        as("builder")
                .exchange("POST", "/roles/half%2050%25/composites", Api.json(List.of(keycloak.role("reader"))))
                .expect(204);
        as("builder")
                .exchange(
                        "POST",
                        "/roles/half%2050%25/composites",
                        Api.json(List.of(keycloak.role("users-api", "manage-users"))))
                .expect(403);
    }

    @Test
    void aPathThatIsNoUtf8LeadsToNoRole() {
        as("builder")
                .exchange("POST", "/roles/caf%E9/composites", Api.json(List.of(keycloak.role("reader"))))
                .expect(404);
    }

    @Test
    void anotherRoleMayBePutThere() {
        putInto(as("builder"), keycloak.role("harmless"), keycloak.role("reader"))
                .expect(204);
    }

    @Test
    void whoHoldsKeycloaksOwnPermissionMayGiveIt() {
        putInto(as("keeper"), keycloak.role("harmless"), keycloak.role("users-api", "manage-users"))
                .expect(204);
        keycloak.takeOut("harmless", keycloak.role("users-api", "manage-users"));
        String group = keycloak.newGroup("managers");
        realm.cleanup().add(cleaned -> cleaned.groups().group(group).remove());
        as("keeper")
                .exchange(
                        "POST",
                        "/groups/" + group + "/role-mappings/realm",
                        Api.json(List.of(keycloak.role("carrier"))))
                .expect(204);
    }

    @Test
    void switchingTheModuleOnNeedsNoPermissionOfTheModule() {
        Answer before = as("builder").exchange("GET", "", null);
        assertEquals(200, before.status());
        as("builder")
                .exchange("PUT", "", Api.json(Map.of("attributes", Map.of("usersApi.enabled", "true"))))
                .expect(204);
    }

    /** Whoever manages clients can give the client another name meanwhile. */
    @Test
    void aClientUnderAnotherNameIsNoWayRound() {
        ClientRepresentation client = keycloak.client("users-api").toRepresentation();
        RoleRepresentation given = keycloak.role("users-api", "manage-users");
        restoring(given, realm -> realm.clients().get(client.getId()).update(client));
        as("builder")
                .exchange("PUT", "/clients/" + client.getId(), Api.json(Map.of("clientId", "other")))
                .expect(204);
        putInto(as("builder"), keycloak.role("account", "view-profile"), given).expect(403);
    }

    /** Keycloak lets nobody rename a permission of its own. The module's counts by whatever name. */
    @Test
    void aRoleUnderAnotherNameIsNoWayRound() {
        RoleRepresentation given = keycloak.role("users-api", "manage-users");
        restoring(given, realm -> realm.rolesById().updateRole(given.getId(), given));
        as("builder")
                .exchange("PUT", "/roles-by-id/" + given.getId(), Api.json(Map.of("name", "other")))
                .expect(204);
        putInto(as("builder"), keycloak.role("account", "view-profile"), given).expect(403);
    }

    private void restoring(RoleRepresentation given, Consumer<RealmResource> name) {
        String everybodys = keycloak.role("account", "view-profile").getId();
        realm.cleanup().add(cleaned -> {
            name.accept(cleaned);
            cleaned.rolesById().deleteComposites(everybodys, List.of(given));
        });
    }

    /** A mapper of a client can make its tokens name anybody as their subject. */
    @Test
    void aTokenThatNamesAnotherSubjectIsNoWayRound() {
        ProtocolMapperRepresentation subject = new ProtocolMapperRepresentation();
        subject.setName("subject");
        subject.setProtocol("openid-connect");
        subject.setProtocolMapper("oidc-hardcoded-claim-mapper");
        subject.setConfig(Map.of(
                "claim.name",
                "sub",
                "claim.value",
                keycloak.client("keeper").getServiceAccountUser().getId(),
                "jsonType.label",
                "String",
                "access.token.claim",
                "true"));
        addClient(ClientBuilder.create("forger")
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(true)
                .defaultClientScopes("profile")
                .protocolMappers(subject));
        Api forger = signedInAt("forger", keycloak.role("realm-management", "manage-clients"));
        putInto(forger, keycloak.role("account", "view-profile"), keycloak.role("users-api", "manage-users"))
                .expect(403);
    }

    /** Nobody who only looks at users gives what the directory gives to whom it brings. */
    @Test
    void whoLooksAtADirectorysAdminIsNotRefused() {
        Directory directory = Directory.of(realm);
        directory.federate(realm, "READ_ONLY", true);
        Directory.importRoles(realm.admin());
        directory.with("grace", "Grace", "Hopper", "grace@directory.example.org");
        directory.grant("admin", "grace");
        as("builder").exchange("GET", "/users?search=grace", null).expect(200);
        Answer grace = admin.get("/users/grace@directory.example.org").expect(200);
        assertEquals("admin", grace.text("type"));
        putInto(as("builder"), keycloak.role("harmless"), keycloak.role("admin"))
                .expect(403);
    }

    /** Whoever manages clients, and whoever has the client's own token, can set its default roles there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRegistrationOfClientsIsNoWayRound(boolean byTheClientsOwnToken) {
        RoleRepresentation given = keycloak.role("users-api", "manage-users");
        RoleRepresentation everybodys = keycloak.role("default-roles-acme");
        realm.cleanup().add(cleaned -> cleaned.rolesById().deleteComposites(everybodys.getId(), List.of(given)));
        Api registration = Api.at(realm.getBaseUrl() + "/clients-registrations/default");
        registration
                .bearer(byTheClientsOwnToken ? ownToken() : serviceAccount("builder"))
                .exchange("PUT", "/users-api", Api.json(withDefaultRole("users-api", "manage-users")))
                .expect(403);
        signedIn(created()).get("/users").expectProblem(403, "forbidden");
    }

    @Test
    void theRegistrationOfClientsGivesAnotherRole() {
        RoleRepresentation given = keycloak.newClientRole("registered", "buyer");
        RoleRepresentation everybodys = keycloak.role("default-roles-acme");
        realm.cleanup().add(cleaned -> {
            cleaned.rolesById().deleteComposites(everybodys.getId(), List.of(given));
            cleaned.clients().get(given.getContainerId()).remove();
        });
        Api.at(realm.getBaseUrl() + "/clients-registrations/default")
                .bearer(serviceAccount("builder"))
                .exchange("PUT", "/registered", Api.json(withDefaultRole("registered", "buyer")))
                .expect(200);
        assertTrue(realm.admin().rolesById().getRoleComposites(everybodys.getId()).stream()
                .anyMatch(role -> role.getName().equals("buyer")));
    }

    private String ownToken() {
        return keycloak.client("users-api").regenerateRegistrationAccessToken().getRegistrationAccessToken();
    }

    private String serviceAccount(String client) {
        return new Oidc(realm.getBaseUrl()).serviceAccount(client, KeycloakSetup.SECRET);
    }

    private static Map<String, Object> withDefaultRole(String client, String role) {
        return Map.of("clientId", client, "defaultRoles", List.of(role));
    }

    /** An application gets no more out of its user's token than its scope has (AdminAuth.hasAppRole). */
    @Test
    void aClientWithoutThePermissionInItsScopeGivesItToNobody() {
        RoleRepresentation clients = keycloak.role("realm-management", "manage-clients");
        addClient(ClientBuilder.create("deployer")
                .publicClient()
                .directAccessGrantsEnabled()
                .fullScopeEnabled(false));
        keycloak.client("deployer")
                .getScopeMappings()
                .clientLevel(clients.getContainerId())
                .add(List.of(clients));
        Api deployer = signedInAt("deployer", clients, keycloak.role("realm-management", "manage-users"));
        putInto(deployer, keycloak.role("account", "view-profile"), keycloak.role("users-api", "manage-users"))
                .expect(403);
    }

    private Api signedInAt(String client, RoleRepresentation... roles) {
        Answer user = created();
        keycloak.grant(user.id(), roles);
        restoring(keycloak.role("users-api", "manage-users"), cleaned -> {});
        return Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(new Oidc(realm.getBaseUrl()).password(client, user.text("email"), PASSWORD));
    }
}
