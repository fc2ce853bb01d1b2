package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.rules.Claims;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The settings {@code admin-role} and {@code client-id}, and {@code deleted-email=drop}. */
@Tag("lifecycle")
@KeycloakIntegrationTest(config = AdoptAdminRoleTest.Adopting.class)
class OtherNamesTest extends ApiTest {

    @Test
    void anAdminHoldsTheRoleThatAdminRoleNames() {
        Answer boss = created(newUser("type", "admin"));
        List<String> roles = inKeycloak(boss).roles().realmLevel().listAll().stream()
                .map(RoleRepresentation::getName)
                .toList();
        assertTrue(roles.contains(AdoptAdminRoleTest.ROLE), roles::toString);
        signedIn(boss).get("/users").expect(200);
        assertFalse(realm.admin().roles().list().stream()
                .anyMatch(role -> role.getName().equals("admin")));
    }

    @Test
    void tokensAreIssuedToTheClientThatClientIdNamesWhichHasThePermission() {
        Answer user = created();
        String token = anonymous.signIn(user.text("email"), PASSWORD).text("access_token");
        assertEquals(AdoptAdminRoleTest.CLIENT, Claims.of(token).path("azp").asText());
        assertEquals(List.of(), realm.admin().clients().findByClientId("users-api"));
        KeycloakSetup keycloak = new KeycloakSetup(realm.admin());
        keycloak.grant(user.id(), keycloak.role(AdoptAdminRoleTest.CLIENT, "manage-users"));
        signedIn(user).get("/users").expect(200);
    }

    @Test
    void ofTheAddressOfADeletedUserNothingIsKept() {
        Answer user = created();
        admin.delete("/users/" + user.id()).expect(200);
        Map<String, List<String>> facts = inKeycloak(user).toRepresentation().getAttributes();
        assertTrue(facts.containsKey("deleted_at"));
        assertFalse(facts.toString().contains(user.text("email")));
        assertFalse(facts.containsKey("deleted_email"));
        created(newUser("email", user.text("email")));
    }
}
