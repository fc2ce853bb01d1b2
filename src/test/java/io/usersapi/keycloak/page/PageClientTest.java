package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.RealmKeys;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.RealmBuilder;

/** The client with which the page signs people in. */
@KeycloakIntegrationTest(config = ApiServer.class)
class PageClientTest extends ApiTest {

    @InjectAdminClient
    private Keycloak keycloak;

    private String name = "paged";

    @AfterEach
    void removeRealm() {
        if (keycloak.realms().findAll().stream()
                .anyMatch(realm -> realm.getRealm().equals(name))) {
            keycloak.realm(name).remove();
        }
    }

    @Test
    void isPublicAndKnowsTheStandardFlowAlone() {
        ClientRepresentation client = client(realm.admin());
        assertTrue(client.isPublicClient() && client.isStandardFlowEnabled());
        assertFalse(client.isDirectAccessGrantsEnabled()
                || client.isImplicitFlowEnabled()
                || client.isServiceAccountsEnabled());
        assertEquals("S256", client.getAttributes().get("pkce.code.challenge.method"));
    }

    @Test
    void redirectsToItsOwnPathsAlone() {
        ClientRepresentation client = client(realm.admin());
        assertEquals(Set.of("/realms/acme/users-admin/", "/users-admin/"), Set.copyOf(client.getRedirectUris()));
        assertEquals(List.of(), client.getWebOrigins());
    }

    @Test
    void hasNothingButThePermissionToManageUsersInItsScope() {
        ClientRepresentation client = client(realm.admin());
        assertFalse(client.isFullScopeAllowed());
        var scope =
                realm.admin().clients().get(client.getId()).getScopeMappings().getAll();
        assertEquals(Set.of("users-api"), scope.getClientMappings().keySet());
        assertEquals(
                List.of("manage-users"),
                scope.getClientMappings().get("users-api").getMappings().stream()
                        .map(RoleRepresentation::getName)
                        .toList());
        assertTrue(scope.getRealmMappings() == null || scope.getRealmMappings().isEmpty());
    }

    @Test
    void leavesAClientOfThatNameAloneAndThePageOff() {
        RealmResource foreign = create(
                realm -> realm.clients(ClientBuilder.create("users-admin").name("Ours")));
        ClientRepresentation client = client(foreign);
        assertEquals("Ours", client.getName());
        assertEquals(List.of(), client.getRedirectUris());
        page().exchange("GET", "/users-admin/", null).expect(404);
        page().exchange("GET", "/api/openapi.json", null).expect(200);
    }

    @Test
    void staysAwayWhereAnAdministratorTookItAway() {
        RealmResource fresh = create(realm -> realm);
        page().exchange("GET", "/users-admin/", null).expect(200);
        fresh.clients().get(client(fresh).getId()).remove();
        page().exchange("GET", "/users-admin/", null).expect(404);
        fresh.update(fresh.toRepresentation());
        page().exchange("GET", "/users-admin/", null).expect(404);
        page().exchange("GET", "/api/openapi.json", null).expect(200);
    }

    @Test
    void followsTheNameOfTheRealm() {
        RealmResource fresh = create(realm -> realm);
        RealmRepresentation renamed = fresh.toRepresentation();
        renamed.setRealm("paged anew");
        fresh.update(renamed);
        name = "paged anew";
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        assertEquals(
                List.of("/realms/paged%20anew/users-admin/"),
                client(keycloak.realm(name)).getRedirectUris());
    }

    private RealmResource create(UnaryOperator<RealmBuilder> settings) {
        RealmBuilder realm = RealmBuilder.create()
                .name(name)
                .privateKey(RealmKeys.of(name))
                .enabled(true)
                .attribute("usersApi.enabled", "true");
        keycloak.realms().create(settings.apply(realm).build());
        // The permissions for a new realm come with the next token.
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        return keycloak.realm(name);
    }

    private Api page() {
        return Api.at(urls.getBase() + "/realms/" + name);
    }

    private static ClientRepresentation client(RealmResource realm) {
        return realm.clients().findByClientId("users-admin").get(0);
    }
}
