package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A user that the console deletes for good while this API works on it is no defect of the server. */
@KeycloakIntegrationTest(config = ApiServer.class)
class VanishingUserTest extends ApiTest {

    private static final int ROUNDS = 12;

    @InjectAdminClient
    Keycloak keycloak;

    private Api console;

    @BeforeEach
    void consoleIsOpen() {
        console = Api.at(urls.getAdmin() + "/realms/" + realm.getName())
                .bearer(keycloak.tokenManager().getAccessTokenString());
    }

    @Test
    void changesAndDeletionsFindItOrDoNot() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Object> fields = newUser("roles", List.of("editor"));
            String path = "/users/" + created(fields).id();
            Crowd.of(5, number -> switch (number) {
                        case 0 -> console.exchange("DELETE", path, null);
                        case 1 -> admin.delete(path);
                        case 2 -> admin.get(path);
                        case 3 -> admin.patch(path, Map.of("roles", List.of("reader"), "name", "Ada"));
                        default -> admin.patch(path, Map.of("status", "inactive", "email", newEmail()));
                    })
                    .stream()
                    .skip(1)
                    .forEach(VanishingUserTest::expectSound);
        }
    }

    @Test
    void aRoleThatVanishesIsNoDefectEither() {
        for (int round = 0; round < ROUNDS; round++) {
            String path = "/users/" + created().id();
            String role = "vanishing-" + round;
            var representation = new org.keycloak.representations.idm.RoleRepresentation();
            representation.setName(role);
            realm.admin().roles().create(representation);
            Crowd.of(3, number -> switch (number) {
                        case 0 -> console.exchange("DELETE", "/roles/" + role, null);
                        case 1 -> admin.get("/roles");
                        default -> admin.patch(path, Map.of("roles", List.of(role, "editor")));
                    })
                    .stream()
                    .skip(1)
                    .forEach(answer -> assertTrue(Set.of(200, 409, 422).contains(answer.status()), answer::text));
        }
    }

    private static void expectSound(Answer answer) {
        assertTrue(Set.of(200, 404, 409).contains(answer.status()), answer::text);
    }
}
