package io.usersapi.keycloak.users;

import static io.usersapi.keycloak.support.Api.encoded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What is already so is no change: nothing is written, no session ends, no event is left. */
@KeycloakIntegrationTest(config = ApiServer.class)
class SameAgainTest extends ApiTest {

    private static final String EMAIL = "jan." + java.util.UUID.randomUUID() + "@example.org";

    private Answer user;

    @BeforeEach
    void janVanDerBerg() {
        Map<String, Object> jan = newUser("email", EMAIL);
        jan.put("roles", List.of("editor"));
        user = created(jan);
        realm.cleanup().add(cleaned -> cleaned.users().get(user.id()).remove());
        UserRepresentation split = inKeycloak(user).toRepresentation();
        split.setFirstName("Jan");
        split.setLastName("van der Berg");
        inKeycloak(user).update(split);
        user = admin.get("/users/" + user.id());
    }

    @ParameterizedTest
    @MethodSource("same")
    void nothingHappens(Map<String, Object> same) {
        Api self = signedIn(user);
        realm.admin().clearAdminEvents();
        Answer answer = admin.put("/users/" + user.id(), same).expect(200);
        assertEquals(user.body(), answer.body());
        assertEquals(user.header("ETag"), answer.header("ETag"));
        assertEquals(List.of(), realm.admin().getAdminEvents());
        self.get("/users/me").expect(200);
        UserRepresentation kept = inKeycloak(user).toRepresentation();
        assertEquals(List.of("Jan", "van der Berg"), List.of(kept.getFirstName(), kept.getLastName()));
    }

    static Stream<Map<String, Object>> same() {
        return Stream.of(
                Map.of("name", "Jan van der Berg"),
                Map.of("name", "  Jan van  der Berg "),
                Map.of("email", EMAIL),
                Map.of("email", EMAIL.toUpperCase()),
                Map.of("status", "active"),
                Map.of("type", "user"),
                Map.of("role", "editor"),
                Map.of("roles", List.of("editor")),
                Map.of(
                        "name",
                        "Jan van der Berg",
                        "email",
                        EMAIL,
                        "status",
                        "ACTIVE",
                        "type",
                        "User",
                        "role",
                        "editor"));
    }

    @Test
    void nothingHappensToAnAdminOrAnInactiveUserEither() {
        for (Map<String, Object> state :
                List.<Map<String, Object>>of(Map.of("type", "admin"), Map.of("status", "inactive"))) {
            Answer changed = admin.patch("/users/" + user.id(), state).expect(200);
            assertNotEquals(user.header("ETag"), changed.header("ETag"));
            Answer again = admin.patch("/users/" + user.id(), state).expect(200);
            assertEquals(changed.header("ETag"), again.header("ETag"));
        }
    }

    @Test
    void keepingTheAdminRoleWhileOtherRolesChangeIsHeard() {
        admin.patch("/users/" + user.id(), Map.of("type", "admin")).expect(200);
        Answer answer = admin.patch("/users/" + user.id(), Map.of("type", "admin", "roles", List.of("reader")))
                .expect(200);
        assertEquals("admin", answer.text("type"));
    }

    @Test
    void aPreconditionIsAskedForAllTheSame() {
        admin.with("If-Match", "\"another\"")
                .patch("/users/" + user.id(), Map.of("status", "active"))
                .expectProblem(412, "precondition_failed");
    }

    @Test
    void theSamePasswordIsAChange() {
        Api self = signedIn(user);
        Answer answer = admin.patch("/users/" + encoded(EMAIL), Map.of("password", PASSWORD))
                .expect(200);
        assertNotEquals(user.header("ETag"), answer.header("ETag"));
        self.get("/users/me").expect(401);
    }
}
