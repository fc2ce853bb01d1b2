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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;

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
}
