package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import jakarta.ws.rs.ClientErrorException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Members of organizations are users like all others, and an organization's groups give nobody a role. */
@KeycloakIntegrationTest(config = ApiServer.class)
class OrganizationMembersTest extends ApiTest {

    @InjectAdminClient
    Keycloak keycloak;

    private Api adminApi;
    private String organization;

    @BeforeEach
    void foundOrganization() {
        RealmRepresentation with = realm.admin().toRepresentation();
        with.setOrganizationsEnabled(true);
        realm.admin().update(with);
        adminApi = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString());
        organization = idOf(adminApi.exchange(
                "POST",
                "/organizations",
                Api.json(Map.of("name", "guild", "domains", List.of(Map.of("name", "guild.example"))))));
    }

    @AfterEach
    void closeOrganization() {
        adminApi.exchange("DELETE", "/organizations/" + organization, null).expect(204);
    }

    private static String idOf(Answer created) {
        String location = created.expect(201).header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private Answer member() {
        Answer user = created();
        adminApi.exchange("POST", "/organizations/" + organization + "/members", user.id())
                .expect(201);
        return user;
    }

    private String group(String name) {
        return idOf(adminApi.exchange(
                "POST", "/organizations/" + organization + "/groups", Api.json(Map.of("name", name))));
    }

    private void join(Answer user, String group) {
        adminApi.exchange("PUT", "/organizations/" + organization + "/groups/" + group + "/members/" + user.id(), null)
                .expect(204);
    }

    @Test
    void aMemberCanBeDeletedAndLeavesTheOrganization() {
        Answer user = member();
        join(user, group("masters"));
        admin.delete("/users/" + user.id()).expect(200);

        assertEquals(
                0,
                adminApi.exchange("GET", "/organizations/" + organization + "/members", null)
                        .body()
                        .size());
        assertEquals("deleted", statusOf(user));
        created(Map.of("email", user.text("email"), "password", PASSWORD));
    }

    /** Where a realm has admin permissions, Keycloak hides organizations from a caller who may only query users. */
    @Test
    void aMemberLeavesTheOrganizationAlsoWhereTheCallerMayNotSeeIt() {
        Answer caller = created();
        new KeycloakSetup(realm.admin()).makeManagerFromWhomKeycloakHides(caller.id());
        realm.cleanup().add(cleaned -> new KeycloakSetup(cleaned).setAdminPermissions(false));
        Answer user = member();
        join(user, group("masters"));
        signedIn(caller).delete("/users/" + user.id()).expect(200);
        assertEquals(
                0,
                adminApi.exchange("GET", "/organizations/" + organization + "/members", null)
                        .body()
                        .size());
        assertEquals("deleted", statusOf(user));
    }

    @Test
    void aMemberCanBeDeactivatedAndActivated() {
        Answer user = member();
        admin.patch("/users/" + user.id(), Map.of("status", "inactive")).expect(200);
        admin.patch("/users/" + user.id(), Map.of("status", "active")).expect(200);
        assertEquals(
                1,
                adminApi.exchange("GET", "/organizations/" + organization + "/members", null)
                        .body()
                        .size());
    }

    /** A member of an organization's group that has the admin role. */
    private Answer memberOfAdmins() {
        Answer user = member();
        String group = group("masters");
        join(user, group);
        adminApi.exchange(
                        "POST",
                        "/organizations/" + organization + "/groups/" + group + "/role-mappings/realm",
                        Api.json(List.of(new KeycloakSetup(realm.admin()).role("admin"))))
                .expect(204);
        return user;
    }

    @Test
    void whoHasTheAdminRoleByAGroupOfTheOrganizationIsNoAdminAnywhere() {
        Answer user = memberOfAdmins();
        assertEquals("user", admin.get("/users/" + user.id()).text("type"));
        List<String> admins = admin.get("/users?type=admin&per_page=100")
                .expect(200)
                .body()
                .at("/data")
                .findValuesAsText("id");
        assertTrue(!admins.contains(user.id()));
        Answer me = admin.get("/users/me");
        admin.patch("/users/" + me.id(), Map.of("status", "inactive")).expectProblem(409, "last_admin");
    }

    /** A changed user is read from the database, with the groups that Keycloak's cache leaves out. */
    @Test
    void whoHasTheAdminRoleByAGroupOfTheOrganizationIsPromotedAndDemotedAsOthers() {
        Answer user = memberOfAdmins();
        String path = "/users/" + user.id();
        assertEquals(
                "user", admin.patch(path, Map.of("type", "user")).expect(200).text("type"));
        assertEquals(
                "admin", admin.patch(path, Map.of("type", "admin")).expect(200).text("type"));
        assertEquals("admin", admin.get(path).text("type"));
        Api promoted = signedIn(user);
        assertEquals(
                "user", admin.patch(path, Map.of("type", "user")).expect(200).text("type"));
        assertEquals("user", admin.get(path).text("type"));
        promoted.get("/users/me").expect(401);
    }

    @Test
    void whoHasTheAdminRoleByAGroupOfTheOrganizationIsKeptAsTheLastAdmin() {
        KeycloakSetup setup = new KeycloakSetup(realm.admin());
        Answer user = memberOfAdmins();
        String path = "/users/" + user.id();
        admin.patch(path, Map.of("type", "admin")).expect(200);
        Api promoted = signedIn(user);
        Answer me = admin.get("/users/me");
        promoted.patch("/users/" + me.id(), Map.of("type", "user")).expect(200);
        try {
            promoted.patch(path, Map.of("roles", List.of())).expectProblem(409, "last_admin");
            ClientErrorException refused =
                    assertThrows(ClientErrorException.class, () -> setup.revoke(user.id(), setup.role("admin")));
            assertEquals(409, refused.getResponse().getStatus());
            assertEquals("admin", promoted.get(path).expect(200).text("type"));
        } finally {
            promoted.patch("/users/" + me.id(), Map.of("type", "admin")).expect(200);
            promoted.patch(path, Map.of("type", "user")).expect(200);
        }
    }

    @Test
    void itsETagIsTheSameBeforeTheChangeAndInIt() {
        Answer user = memberOfAdmins();
        String path = "/users/" + user.id();
        Answer read = admin.get(path).expect(200);
        Answer changed = admin.with("If-Match", read.header("ETag"))
                .patch(path, Map.of("name", "Another Name"))
                .expect(200);
        admin.with("If-Match", changed.header("ETag")).delete(path).expect(200);
    }

    private String statusOf(Answer user) {
        return admin.get("/users?status=deleted&sort=-updated_at&per_page=100")
                .expect(200)
                .body()
                .at("/data")
                .valueStream()
                .filter(found -> found.path("id").asText().equals(user.id()))
                .map(found -> found.path("status").asText())
                .findFirst()
                .orElse("not listed");
    }
}
