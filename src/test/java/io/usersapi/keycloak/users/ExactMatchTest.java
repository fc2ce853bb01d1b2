package io.usersapi.keycloak.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * What names a user or a role names that one alone, also where the database takes other letters for the same: to MariaDB
 * {@code E}, {@code e} and {@code é} are equal, and blanks at the end are nothing.
 */
@KeycloakIntegrationTest(config = ApiServer.class)
class ExactMatchTest extends ApiTest {

    @Test
    void anIdInCapitalsIsNobodys() {
        Answer user = created();
        String capitals = user.id().toUpperCase(Locale.ROOT);
        admin.get("/users/" + capitals).expectProblem(404, "user_not_found");
        admin.patch("/users/" + capitals, Map.of("name", "Ada")).expectProblem(404, "user_not_found");
        admin.delete("/users/" + capitals).expectProblem(404, "user_not_found");
    }

    @Test
    void anAddressWithoutItsAccentIsNobodys() {
        String mark = UUID.randomUUID() + ".org";
        Answer user = created(newUser("email", "rene@caf\u00e9-" + mark));
        admin.get("/users/rene@cafe-" + mark).expectProblem(404, "user_not_found");
        admin.delete("/users/rene@cafe-" + mark).expectProblem(404, "user_not_found");
        anonymous
                .post("/auth/token", Map.of("email", "rene@cafe-" + mark, "password", PASSWORD))
                .expect(401);
        assertEquals(user.id(), admin.get("/users/rene@caf%C3%A9-" + mark).id());
    }

    /** Keycloak's unique keys decide: MariaDB takes the two for one, PostgreSQL and H2 do not. */
    @Test
    void anAddressWithoutAnothersAccentIsFreeOrTaken() {
        String mark = UUID.randomUUID() + ".org";
        created(newUser("email", "rene@caf\u00e9-" + mark));
        Answer other = admin.post("/users", newUser("email", "rene@cafe-" + mark));
        if (other.status() != 201) {
            other.expectInvalid("email", "taken");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EDITOR", "\u00e9ditor", "editor "})
    void aRoleOfNearlyTheSameNameIsUnknown(String name) {
        admin.post("/users", newUser("role", name)).expectInvalid("role", "unknown_role");
        admin.post("/users", newUser("roles", List.of(name))).expectProblem(422, "validation");
        admin.get("/users?role=" + name.replace(" ", "%20").replace("\u00e9", "%C3%A9"))
                .expectInvalid("role", "unknown_role");
    }

    @Test
    void theIdOfARoleInCapitalsIsUnknown() {
        admin.post("/users", newUser("role", roleId("editor").toUpperCase(Locale.ROOT)))
                .expectInvalid("role", "unknown_role");
    }
}
